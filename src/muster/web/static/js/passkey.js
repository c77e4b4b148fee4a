// Passkeys: a form marked data-passkey asks the device, puts the answer into its hidden field, and is sent as any form.
// What the server asks lies in the page (json_script), or is fetched from data-options just before.

/** @param {string} text @returns {ArrayBuffer} */
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
};

/** @param {ArrayBuffer} buffer @returns {string} */
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** @param {any} asked what the server asks, with bytes written as text @returns {any} what the device is asked */
const read = (asked) => {
  const named = (/** @type {any} */ one) => ({ ...one, id: bytes(one.id) });
  return {
    ...asked,
    challenge: bytes(asked.challenge),
    ...(asked.user && { user: named(asked.user) }),
    ...(asked.allowCredentials && { allowCredentials: asked.allowCredentials.map(named) }),
    ...(asked.excludeCredentials && { excludeCredentials: asked.excludeCredentials.map(named) }),
  };
};

/** @param {any} given what the device gave @returns {any} the same with bytes written as text */
const written = (given) => {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = Object.fromEntries(
    parts.filter((name) => given.response[name]).map((name) => [name, text(given.response[name])]),
  );
  return {
    id: given.id,
    rawId: text(given.rawId),
    type: given.type,
    authenticatorAttachment: given.authenticatorAttachment,
    clientExtensionResults: given.getClientExtensionResults(),
    response: given.response.getTransports ? { ...response, transports: given.response.getTransports() } : response,
  };
};

/** @param {HTMLFormElement} form @returns {Promise<any>} */
const asked = async (form) => {
  const lying = form.querySelector("#passkey-options");
  if (lying) return JSON.parse(lying.textContent ?? "");
  const answer = await fetch(form.dataset.options ?? "", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).request_options;
};

/** @param {any} options @returns {any} a passkey that may also enter alone, where the device can make one */
const preferring = (options) => ({
  ...options,
  authenticatorSelection: {
    ...options.authenticatorSelection,
    residentKey: "preferred",
    requireResidentKey: false,
    userVerification: "preferred",
  },
});

/** @param {HTMLFormElement} form */
const take = async (form) => {
  const { publicKey } = await asked(form);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: read(preferring(publicKey)) })
    : navigator.credentials.get({ publicKey: read(publicKey) });
};

// an address that is a bare number can have no passkeys, so none are offered there
const possible = window.PublicKeyCredential && window.isSecureContext && /[a-z]/i.test(location.hostname);
for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.toggleAttribute("hidden", Boolean(possible));
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
  if (!possible) break;
  form.hidden = false;
  const failed = /** @type {HTMLElement} */ (form.querySelector("[data-failed]"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const start = async () => {
    button.disabled = true;
    try {
      const given = await take(form);
      /** @type {HTMLInputElement} */ (form.elements.namedItem("credential")).value = JSON.stringify(written(given));
      form.submit();
    } catch {
      failed.textContent = failed.dataset.failed ?? "";
      failed.hidden = false;
      button.disabled = false;
    }
  };
  button.addEventListener("click", start);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
}
