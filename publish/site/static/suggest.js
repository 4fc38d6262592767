// Names, figures, questions and tables as one types: a list below the search box, which works without it as well.
const WAIT = 120;

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  let timer, asked;

  const stopAsking = () => {
    clearTimeout(timer);
    asked?.abort();
  };

  const close = () => {
    stopAsking();
    list.replaceChildren();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const chosen = () => list.querySelector('[aria-selected="true"]');

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const option = (hit, number) => {
    const item = document.createElement("li");
    const label = document.createElement("span");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.address = hit.address;
    item.append(`${hit.name} `);
    label.className = "quiet";
    label.textContent = hit.label;
    item.append(label);
    return item;
  };

  const show = (found) => {
    list.replaceChildren(...found.hits.map(option));
    list.hidden = found.hits.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    stopAsking();
    if (!input.value.trim()) return close();
    asked = new AbortController();
    try {
      const address = `${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  const steps = { ArrowDown: 1, ArrowUp: -1 };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    // Once closes the list; only then does the browser clear the box.
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
    if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().dataset.address);
    }
    if (!(event.key in steps) || list.hidden) return;
    event.preventDefault();
    // A late answer would put another list under the choice, and Enter would search instead of open.
    stopAsking();
    const options = [...list.children];
    const next = options.indexOf(chosen()) + steps[event.key];
    choose(options.at(next % options.length));
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.address);
  });
  input.addEventListener("blur", () => setTimeout(close, WAIT));
}
