// Says how much of a file has been sent. Without it the form sends itself, and says nothing meanwhile.
const enhance = (form) => {
  const status = form.querySelector("[role=status]");
  const press = form.querySelector("button");
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.setAttribute("aria-label", form.dataset.sending);
  const rest = () => {
    bar.remove();
    status.textContent = form.dataset.cut;
    press.disabled = false;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
    });
    request.addEventListener("load", () => {
      const there = request.getResponseHeader("HX-Redirect"); // a page that was followed here would not say its message again
      if (request.status < 400) location.assign(there || request.responseURL);
      else if (request.status === 422) show(request.responseText);
      else rest();
    });
    request.addEventListener("error", rest);
    request.addEventListener("abort", rest);
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    press.disabled = true; // a double click sends it once
    status.textContent = form.dataset.sending;
    status.before(bar);
    request.send(new FormData(form));
  });
};

// The answer says what is wrong: its page takes this one's place.
const show = (text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelectorAll("form[data-upload]").forEach(enhance);
  document.getElementById("errors")?.focus();
};

document.querySelectorAll("form[data-upload]").forEach(enhance);
