// Draws the charts of the page. The libraries are loaded when the first chart comes near the window; expressions are
// interpreted (ast) because the page's security policy forbids compiling them.
const own = document.currentScript;
const dark = matchMedia("(prefers-color-scheme: dark)");
let library;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = own.dataset.library;
    script.onload = () => resolve(window.vegaEmbed);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

async function draw(place) {
  const address = dark.matches ? place.dataset.dark : place.dataset.light;
  const [embed, answer] = await Promise.all([load(), fetch(address)]);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const quiet = { actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  await embed(place, await answer.json(), { mode: "vega-lite", renderer: "svg", ast: true, ...quiet });
  place.classList.add("drawn");
}

function fail(place, error) {
  console.error(error);
  place.closest(".chart").querySelector("details").open = true;
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    near.unobserve(entry.target);
    draw(entry.target).catch((error) => fail(entry.target, error));
  }
}, { rootMargin: "300px" });

document.addEventListener("DOMContentLoaded", () => {
  const places = [...document.querySelectorAll(".chart .drawing")];
  for (const place of places) near.observe(place);
  dark.addEventListener("change", () => {
    for (const place of places.filter((one) => one.classList.contains("drawn"))) draw(place).catch(() => fail(place));
  });
});
