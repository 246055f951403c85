"""Terms of contracts and requirements on bidders, as the portal exports them; encoded once."""

import msgspec

from services.ingest.sample.words import REQUIREMENTS

_encode = msgspec.json.Encoder().encode
CONDITIONS = tuple(
    msgspec.Raw(
        _encode(
            {
                "id": str(n + 1),
                "lateDeliveryRate": rate,
                "latePaymentRate": rate,
                "lateGuaranteeRate": rate,
                "guaranteePercent": percent,
                "maxDeductibleAmountDelivery": "5",
                "maxDeductibleAmountPayment": "5",
                "maxDeductibleAmountGuarantee": "5",
                "hasGuarantee": n != 2,
                "hasInsurance": n == 1,
                "hasRelatedServices": False,
                "hasSpares": False,
                "hasTechnicalControl": n != 2,
                "hasPrepayment": n == 1,
                "hasAcceptancePayment": True,
                "hasShipmentPayment": False,
                "acceptancePaymentPercent": "70" if n == 1 else "100",
                "hasArbitralTribunal": False,
            }
        )
    )
    for n, (rate, percent) in enumerate((("0.1", "5"), ("0.05", "10"), ("0.1", "3")))
)
REQUIRED = tuple(
    msgspec.Raw(
        _encode([{"id": str(n + 1), "type": kind, "typeDetails": text} for n, (kind, text) in enumerate(chosen)])
    )
    for chosen in (REQUIREMENTS, REQUIREMENTS[:3], REQUIREMENTS[1:], ())
)
FEW_REQUIRED = msgspec.Raw(
    _encode(
        [
            {"id": "1", "type": REQUIREMENTS[1][0], "typeDetails": REQUIREMENTS[1][1]},
            {"id": "2", "type": REQUIREMENTS[3][0], "typeDetails": REQUIREMENTS[3][1]},
        ]
    )
)
NO_TERMS = msgspec.Raw(
    _encode(
        {
            "id": "9",
            **dict.fromkeys(("lateDeliveryRate", "latePaymentRate", "lateGuaranteeRate", "guaranteePercent"), "0.0"),
            **dict.fromkeys(("maxDeductibleAmountDelivery", "maxDeductibleAmountPayment"), "0.0"),
            "maxDeductibleAmountGuarantee": "0.0",
            **dict.fromkeys(("hasGuarantee", "hasInsurance", "hasTechnicalControl", "hasPrepayment"), False),
        }
    )
)
