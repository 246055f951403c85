/* Live numbers on the home page. Everything else on every page works without this file. */
const board = document.querySelector("[data-live-numbers]");
if (board && "EventSource" in window) {
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const show = (message) => {
    const numbers = JSON.parse(message.data);
    for (const place of board.querySelectorAll("[data-number]")) {
      const value = numbers[place.dataset.number];
      if (typeof value === "number") place.textContent = format.format(value);
    }
    board.dataset.live = "yes";
  };
  const source = new EventSource(board.dataset.liveNumbers);
  source.addEventListener("numbers", show);
  addEventListener("pagehide", () => source.close());
}
