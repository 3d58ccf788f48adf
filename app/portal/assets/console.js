// The API console of /docs: fills path parameters in, calls this host, and shows what came back. Reading needs no script.
const LIMIT = 20000;

function address(form) {
  const query = new URLSearchParams();
  let path = form.dataset.path;
  for (const input of form.querySelectorAll("input[name]")) {
    if (input.dataset.in === "path") {
      path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    } else if (input.value) {
      query.append(input.name, input.value);
    }
  }
  return query.size ? `${path}?${query}` : path;
}

function readable(text, type) {
  const shown = type.includes("json") ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return shown.length > LIMIT ? `${shown.slice(0, LIMIT)}\n…（只显示前 ${LIMIT} 个字符）` : shown;
}

async function call(form, answer) {
  const url = address(form);
  answer.textContent = `GET ${url}\n正在等待应答…`;
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    const body = readable(await response.text(), response.headers.get("Content-Type") ?? "");
    answer.textContent = `GET ${url}\n${response.status}\n\n${body}`;
  } catch (error) {
    answer.textContent = `GET ${url}\n没有收到应答，请稍后重试。\n${error}`;
  }
}

for (const form of document.querySelectorAll("form[data-path]")) {
  const answer = form.querySelector("pre");
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer.hidden = false;
    call(form, answer);
  });
}
