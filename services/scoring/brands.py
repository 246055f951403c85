"""Latin names in Cyrillic notices: brands that are often bought, and words that only look like brands. Lower case."""

KNOWN = frozenset(
    {
        # computers, printers, telephones, networks, software
        *(
            "acer",
            "apple",
            "asus",
            "benq",
            "brother",
            "canon",
            "cisco",
            "dahua",
            "dell",
            "epson",
            "fujitsu",
            "gigabyte",
        ),
        *("hikvision", "honor", "hp", "huawei", "ipad", "iphone", "jbl", "juniper", "kyocera", "lenovo", "lexmark"),
        *("logitech", "macbook", "mikrotik", "msi", "nokia", "nvidia", "oki", "oppo", "panasonic", "pantum", "ricoh"),
        *("samsung", "seagate", "sony", "supermicro", "toshiba", "ubiquiti", "viewsonic", "xerox", "xiaomi", "zyxel"),
        *("autodesk", "autocad", "kaspersky", "eset", "fortinet", "fortigate", "vmware", "veeam"),
        # vehicles and machines
        *("audi", "belarus", "bmw", "caterpillar", "chevrolet", "daewoo", "daf", "doosan", "foton", "haval", "honda"),
        *(
            "howo",
            "hyundai",
            "isuzu",
            "iveco",
            "jcb",
            "kamaz",
            "kia",
            "komatsu",
            "lexus",
            "mazda",
            "mercedes",
            "nissan",
        ),
        *("mitsubishi", "renault", "scania", "shacman", "shantui", "sinotruk", "skoda", "subaru", "suzuki", "toyota"),
        *("volkswagen", "volvo", "xcmg", "zoomlion", "michelin", "bridgestone", "yokohama", "nokian"),
        # tools, household, medical equipment
        *(
            "ariston",
            "atlant",
            "bosch",
            "daikin",
            "dewalt",
            "electrolux",
            "grundfos",
            "gree",
            "haier",
            "hilti",
            "indesit",
        ),
        *("knauf", "lg", "makita", "midea", "philips", "schneider", "siemens", "stihl", "whirlpool", "wilo"),
        *("mindray", "olympus", "roche", "sysmex", "karcher", "beko", "hisense", "artel"),
    }
)
NO_BRANDS = frozenset(
    {
        # standards, interfaces, protection classes
        *("usb", "led", "lcd", "hdmi", "vga", "gsm", "lte", "cctv", "pvc", "ssd", "hdd", "ram", "cpu", "dvd", "pdf"),
        *("iso", "iec", "ieee", "astm", "gost", "din", "ip", "ddr", "lan", "wan", "ups", "cnc", "wifi", "wi", "fi"),
        *(
            "bluetooth",
            "ethernet",
            "base",
            "cat",
            "category",
            "class",
            "type",
            "grade",
            "euro",
            "version",
            "ver",
            "rev",
        ),
        *("model", "size", "ral", "art", "series", "part", "page", "code", "core", "full", "ultra", "poe", "rj", "sim"),
        # units, physics and chemistry
        *("kwh", "mah", "mhz", "ghz", "khz", "kva", "mpa", "kpa", "gbit", "mbit", "gbps", "mbps", "bar", "psi", "rpm"),
        *("watt", "volt", "lumen", "celsius", "kelvin", "vitamin", "omega", "covid", "sars", "corona"),
        # delivery, money, tests, donors and projects
        *(
            "incoterms",
            "exw",
            "ddp",
            "dap",
            "cip",
            "cif",
            "fob",
            "eur",
            "usd",
            "kgs",
            "swift",
            "ifrs",
            "toefl",
            "ielts",
        ),
        *("usaid", "undp", "unicef", "giz", "jica", "kfw", "ebrd", "egov", "tunduk", "tazakoom"),
        # common techniques and services that are no choice of goods
        *("javascript", "typescript", "postgresql", "mysql", "github", "youtube", "whatsapp", "telegram", "facebook"),
        *("instagram", "opensource", "devops", "datamatrix", "online", "offline", "internet", "email", "web", "docker"),
    }
)
