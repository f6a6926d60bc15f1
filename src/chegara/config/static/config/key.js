// Talks to a hardware key (WebAuthn) and sends what it answers with the page's form.
"use strict";
{
  const form = document.getElementById("key-form");
  const button = document.getElementById("key-button");
  const failure = document.getElementById("key-failure");
  const told = JSON.parse(document.getElementById("key-options").textContent);
  const options = (told.creation_options || told.request_options).publicKey;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  function show(reason) {
    failure.textContent = failure.dataset[reason];
    failure.hidden = false;
    button.disabled = false;
  }

  async function made() {
    const credential = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    return [credential, { attestationObject: text(credential.response.attestationObject) }];
  }

  async function asked() {
    const credential = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    });
    const { authenticatorData, signature, userHandle } = credential.response;
    const answer = { authenticatorData: text(authenticatorData), signature: text(signature) };
    return [credential, userHandle ? { ...answer, userHandle: text(userHandle) } : answer];
  }

  async function talk() {
    failure.hidden = true;
    button.disabled = true;
    try {
      const [credential, response] = await (options.user ? made() : asked());
      form.elements.credential.value = JSON.stringify({
        id: credential.id,
        rawId: text(credential.rawId),
        type: credential.type,
        clientExtensionResults: credential.getClientExtensionResults(),
        response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
      });
      form.submit();
    } catch (error) {
      show(error.name === "InvalidStateError" ? "again" : "failed");
    }
  }

  if (!window.PublicKeyCredential) {
    show("unable");
    button.disabled = true;
  } else {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      talk();
    });
  }
}
