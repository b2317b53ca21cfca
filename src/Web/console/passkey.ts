// Forms marked data-passkey ask the browser for a passkey and post what it answers.

type CreationOptions = Parameters<typeof PublicKeyCredential.parseCreationOptionsFromJSON>[0];
type RequestOptions = Parameters<typeof PublicKeyCredential.parseRequestOptionsFromJSON>[0];

async function ask(form: HTMLFormElement): Promise<void> {
    const token = form.querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]")?.value ?? "";
    const answer = await fetch(form.dataset.options!, { method: "POST", headers: { RequestVerificationToken: token } });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    const options: unknown = await answer.json();
    const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as CreationOptions) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as RequestOptions) });
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
    form.querySelector<HTMLInputElement>("input[name=Credential]")!.value = JSON.stringify(credential.toJSON());
    form.submit();
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    if (!("PublicKeyCredential" in window) || form.dataset.ready) continue;
    form.dataset.ready = "1";
    form.hidden = false;
    form.addEventListener("submit", event => {
        event.preventDefault();
        event.stopPropagation();
        const problem = form.querySelector<HTMLElement>("[data-passkey-error]");
        if (problem) problem.hidden = true;
        ask(form).catch((error: unknown) => {
            // Closing the browser's dialog is no failure.
            if (error instanceof DOMException && error.name === "NotAllowedError") return;
            if (problem) [problem.textContent, problem.hidden] = [form.dataset.failed ?? "", false];
        });
    });
}
