/** The playground: everything it is made of, put together. */
import { ApiError, createApi } from "./api.ts";
import { buildRequest } from "./build_request.ts";
import { createChat } from "./chat.ts";
import { createComposer } from "./composer.ts";
import { readConversation, writeConversation } from "./conversation.ts";
import { bindCloseButtons, createKeyDialog, createSnippetDialog } from "./dialogs.ts";
import { download, find, h } from "./dom.ts";
import { createLogView } from "./log_view.ts";
import { createPanel } from "./panel.ts";
import { createSettings } from "./settings.ts";
import type { Message } from "./wire.ts";

const settings = createSettings();
const api = createApi(location);
const chat = createChat(api, settings, refreshSoon);
const panel = createPanel(settings);
const askKey = createKeyDialog();
const openSnippets = createSnippetDialog();
const model = find<HTMLSelectElement>("#model");
const composer = createComposer({ onSend: sendDraft, onStop: chat.stop, onProblem: showProblem });
const log = createLogView({
  chat,
  isStructured: () => settings.structured,
  onAgain: () => void (chat.turns.length > 0 ? run(chat.again) : loadModels()),
  onResults: (results) => void run(() => chat.send(...results)),
});
let frame = 0;

bindCloseButtons();
bindButtons();
void loadModels();

/** At most once a frame, however fast the chunks come. */
function refreshSoon(): void {
  frame ||= requestAnimationFrame(refresh);
}

function refresh(): void {
  frame = 0;
  log.update();
  composer.show({ busy: chat.busy, waiting: chat.openCalls().length > 0 });
}

function sendDraft(): void {
  const message = composer.draft();
  if (message === undefined || !panel.check()) return;
  composer.clear();
  void run(() => chat.send(message));
}

/** Runs a turn; asks for a key, and runs it once more, if the gateway wants one. */
async function run(turn: () => Promise<Message[]>): Promise<void> {
  if (chat.busy) return;
  const atPrompt = document.activeElement === find("#prompt");
  log.toEnd();
  announce("Waiting for the answer");
  const refused = await turn();
  if (refused.length > 0) composer.restore(refused);
  if (chat.failure?.status === 401) {
    const key = await askKey(chat.failure.message);
    if (key) {
      api.key = key;
      if (settings.model === "") await loadModels();
      return await run(chat.again);
    }
  }
  refresh();
  announceEnd();
  // Where somebody types, the focus stays; a form that waits is the next thing to do.
  const form = document.querySelector<HTMLElement>(".call label:not([hidden]) textarea");
  if (form && composer.draft() === undefined) form.focus();
  else if (atPrompt || document.activeElement === document.body) composer.focus();
}

function announceEnd(): void {
  const calls = chat.openCalls();
  const last = chat.turns.at(-1)?.message;
  if (calls.length > 0) {
    const names = calls.map((call) => call.function.name).join(", ");
    announce(`The model calls ${names}: give the result`);
  } else if (chat.failure === undefined && last?.role === "assistant") {
    announce(last.content ? `Answer: ${last.content}` : "The answer is there");
  }
}

/** Says something to those who listen to the page. */
function announce(text: string): void {
  find("#status").textContent = text;
}

/** Shows what this page itself could not do. */
function showProblem(message: string): void {
  chat.failure = { message, final: true };
  refresh();
}

async function loadModels(): Promise<void> {
  try {
    const models = await api.listModels();
    model.replaceChildren(...models.map((id) => h("option", { value: id }, nameOf(id))));
    if (!models.includes(settings.model)) settings.model = models[0] ?? "";
    model.value = settings.model;
    chat.failure = undefined;
    refresh();
  } catch (error) {
    const failure = error instanceof ApiError ? error.failure : { message: String(error) };
    if (failure.status === 401) {
      const key = await askKey(api.key && failure.message);
      if (key) {
        api.key = key;
        return await loadModels();
      }
    }
    chat.failure = failure;
    refresh();
  }
}

/** Most models are Google's, and a phone is narrow. */
function nameOf(id: string): string {
  return id.replace(/^google\//, "");
}

function startAnew(messages: readonly Message[] = []): void {
  chat.stop();
  chat.turns = messages.map((message) => ({ message }));
  chat.failure = undefined;
  refresh();
  log.toEnd();
  composer.focus();
}

function bindButtons(): void {
  model.addEventListener("change", () => settings.model = model.value);
  find("#new").addEventListener("click", () => startAnew());
  find("#code").addEventListener("click", showSnippets);
  find("#export").addEventListener("click", () => {
    const messages = chat.turns.map((turn) => turn.message);
    download("conversation.json", writeConversation({ settings, messages }));
  });
  const file = find<HTMLInputElement>("#import-file");
  find("#import").addEventListener("click", () => file.click());
  file.addEventListener("change", () => void importFile(file));
  find("#key").addEventListener("click", async () => {
    const key = await askKey();
    if (key === undefined) return;
    api.key = key;
    await loadModels();
  });
  for (const example of document.querySelectorAll<HTMLElement>("[data-example]")) {
    example.addEventListener("click", () => {
      settings.tools = example.dataset.example === "tool";
      settings.structured = example.dataset.example === "json";
      panel.show();
      const content = example.querySelector("span")?.textContent ?? "";
      void run(() => chat.send({ role: "user", content }));
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector("dialog:modal") === null) chat.stop();
  });
}

/** Shows the request that sending would make now, or the last one if there is nothing to send. */
function showSnippets(): void {
  if (!panel.check()) return;
  const draft = composer.draft();
  const messages = chat.turns.map((turn) => turn.message);
  if (draft) messages.push(draft);
  const example: Message = { role: "user", content: "Why is the sky blue?" };
  const body = draft || !chat.lastBody
    ? buildRequest(settings, messages.length > 0 ? messages : [example])
    : chat.lastBody;
  openSnippets(body, { base: api.base, keyed: api.key !== "" });
}

async function importFile(input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (file === undefined) return;
  try {
    const conversation = readConversation(await file.text());
    const { model: chosen } = conversation.settings;
    const isServed = [...model.options].some(({ value }) => value === chosen);
    Object.assign(settings, conversation.settings, { model: isServed ? chosen : settings.model });
    model.value = settings.model;
    panel.show();
    startAnew(conversation.messages);
  } catch (error) {
    showProblem(error instanceof Error ? error.message : String(error));
  } finally {
    input.value = "";
  }
}
