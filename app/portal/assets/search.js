// Searching with a script: suggestions while typing (the combobox of WAI-ARIA), folds that stay as they were when
// results are swapped in, and a search inside long lists. Searching itself needs none of it. Run once a document: what
// is swapped in later, by a choice or by Back and Forward, is taken up when it arrives.
const PAUSE = 120;
const MOST = 10;
const GROUPS = [
  ["suggestions", "数据集", (each) => [each.title, `/datasets/${each.id}`]],
  ["organizations", "提供单位", (each) => [each.name, `/search?${new URLSearchParams({ organization: each.code })}`]],
  ["themes", "主题", (each) => [each.name, `/search?${new URLSearchParams({ theme: each.code })}`]],
  ["queries", "大家在搜", (each) => [[[each, false]], ""]],
];

// Looked up each time: Back and Forward put another one in its place.
function say(text) {
  const status = document.getElementById("said");
  if (status) status.textContent = text;
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function pieces(marked) {
  return marked.map(([text, matched]) => (matched ? element("mark", {}, text) : text));
}

class Combobox {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.options = [];
    this.active = -1;
    this.asked = "";
    this.list = element("div", { id: `${input.id}-list`, role: "listbox", "aria-label": "搜索建议", class: "combo-list" });
    this.list.hidden = true;
    input.after(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
      ["aria-controls", this.list.id], ["aria-haspopup", "listbox"]]) input.setAttribute(name, value);
    input.addEventListener("input", (event) => event.isComposing || this.later());
    input.addEventListener("compositionend", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.form.addEventListener("submit", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.input.value.trim();
    this.request?.abort();
    if (!text) return this.close();
    this.request = new AbortController();
    const url = `/api/v1/search/suggestions?${new URLSearchParams({ q: text })}`;
    try {
      const response = await fetch(url, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (response.ok && text === this.input.value.trim()) this.show(await response.json());
    } catch {
      this.close();
    }
  }

  show(found) {
    this.list.replaceChildren();
    this.options = [];
    for (const [kind, label, read] of GROUPS) {
      const rows = (found[kind] ?? []).slice(0, MOST - this.options.length);
      if (rows.length) this.list.append(this.group(kind, label, rows.map(read)));
    }
    this.mark(-1);
    if (!this.options.length || document.activeElement !== this.input) return this.close();
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    say(`${this.options.length} 条建议，用上下键选择`);
  }

  group(kind, label, rows) {
    const head = element("div", { id: `${this.list.id}-${kind}`, class: "combo-head", role: "presentation" }, label);
    const group = element("div", { role: "group", "aria-labelledby": head.id }, head);
    for (const [text, href] of rows) {
      const id = `${this.list.id}-${this.options.length}`;
      const option = element("div", { id, role: "option", "aria-selected": "false" }, element("span", {}, ...pieces(text)));
      option.dataset.href = href;
      this.options.push(option);
      group.append(option);
    }
    return group;
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.mark(-1);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  mark(index) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" && this.list.hidden) return this.ask();
    if (this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.options[this.active]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  // One place more than there are options: on it nothing is chosen, and what was typed stands.
  move(step) {
    const places = this.options.length + 1;
    this.mark(((this.active + 1 + step + places) % places) - 1);
  }

  // A dataset, an organization or a theme is a page of its own; a question is asked.
  choose(option) {
    if (!option) return;
    const { href } = option.dataset;
    if (href) {
      window.location.assign(href);
      return;
    }
    this.input.value = option.textContent;
    this.close();
    this.form.requestSubmit();
  }
}

// Swapped results: folds and the focus stay where they were, and the number found is read out.
const opened = new Map();
let focused = "";

function remember() {
  focused = document.activeElement?.id ?? "";
  for (const each of document.querySelectorAll("#found details[id]")) opened.set(each.id, each.open);
}

function restore() {
  for (const each of document.querySelectorAll("#found details[id]")) {
    if (opened.has(each.id)) each.open = opened.get(each.id);
  }
  takeUp();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  say(document.getElementById("count")?.textContent.trim() ?? "");
}

// A long list of values gets a field that shows only those that hold what is typed.
function narrow(list) {
  const field = list.querySelector("input[type=search]");
  const rows = [...list.querySelectorAll("li")];
  list.querySelector(".narrow-field").hidden = false;
  field.addEventListener("input", () => {
    const text = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(text);
    if (!text) return;
    for (const fold of list.querySelectorAll("details")) fold.open = fold.querySelector("li:not([hidden])") !== null;
  });
  field.addEventListener("change", (event) => event.stopPropagation());
}

// What stayed where it was has its handlers already.
const taken = new WeakSet();

function takeUp() {
  const each = (selector, act) => document.querySelectorAll(selector).forEach((found) => {
    if (!taken.has(found)) act(found);
    taken.add(found);
  });
  each("input[data-suggest]", (input) => new Combobox(input));
  each("#found [data-narrow]", narrow);
}

takeUp();
// Fields that are not filled in have no place in the address.
document.addEventListener("htmx:config:request", (event) => {
  const { body } = event.detail.ctx.request;
  for (const [name, value] of [...body]) if (value === "") body.delete(name);
});
document.addEventListener("htmx:before:swap", remember);
document.addEventListener("htmx:after:swap", restore);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-fold]")) return;
  document.getElementById("narrow-fold").open = false;
});
