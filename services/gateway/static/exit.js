/* Exit this page: leaves without the page in the history, also by pressing Escape three times. A plain link without this file. */
const leave = document.querySelector("[data-exit]");
let pressed = 0;
const go = (event) => {
  event.preventDefault();
  document.documentElement.hidden = true;
  location.replace(leave.href);
};
leave.addEventListener("click", go);
addEventListener("keydown", (event) => {
  pressed = event.key === "Escape" ? pressed + 1 : 0;
  if (pressed === 3) go(event);
});
