"use strict";

const pictures = {
  Code: "none", Connecting: "none", Waiting: "none", NoService: "bad", NoReader: "none", InsertCard: "out",
  WrongCard: "bad", ChooseCard: "none", CardRemoved: "out", CardInUse: "in", ReaderFault: "bad", CardNotSupported: "bad",
  Passcode: "in", NewPasscode: "in", Working: "busy", StepDone: "done", CardRead: "done", CardNotRead: "bad", PasscodeSet: "done", StepFailed: "bad",
  CardLocked: "bad", Unknown: "bad", Over: "none", Replaced: "none", TooOld: "bad",
};
const cancellable = [
  "NoService", "NoReader", "InsertCard", "WrongCard", "ChooseCard", "CardRemoved",
  "CardInUse", "ReaderFault", "Passcode", "NewPasscode",
];
const byId = (id) => document.getElementById(id);
const forms = { Code: byId("code-form"), Passcode: byId("passcode-form"), NewPasscode: byId("new-form") };

let language = localStorage.getItem("language") || (navigator.language.startsWith("cy") ? "cy" : "en");
let words = {};
let state = null;
let mine = null; // how many windows there had been when this one was opened

// The key in the address has done its work; the code stays until it has been sent.
let code = new URLSearchParams(location.hash.slice(1)).get("code");
history.replaceState(null, "", "/");
addEventListener("hashchange", () => {
  code = new URLSearchParams(location.hash.slice(1)).get("code");
  history.replaceState(null, "", "/");
  sendCodeOfLink();
});

// A text that counts something comes with a form for each kind of number: 1 try, 2 tries.
const formOf = (text, values) => typeof text === "string" || !text ? text : text[new Intl.PluralRules(language).select(values[text.by])] ?? text.other;
const fill = (text, values) => (formOf(text, values) || "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

async function readWords() {
  words = await (await fetch(`words.json?lang=${language}`)).json();
  document.documentElement.lang = language;
  document.title = words.title;
  byId("language").textContent = language === "en" ? "Cymraeg" : "English";
  byId("language").lang = language === "en" ? "cy" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
}

function paint(before) {
  const values = {
    attempts: state.attemptsLeft, min: state.rule?.minLength, max: state.rule?.maxLength, version: state.wanted,
    tries: fill(words.tries, { attempts: state.attemptsLeft }),
  };
  byId("silent").hidden = !state.hostIsSilent;
  byId("offer").hidden = !state.isOffered;
  byId("newer").hidden = !state.newer;
  byId("newer").textContent = state.newer ? fill(words.newer, { version: state.newer }) : "";
  byId("picture").dataset.picture = pictures[state.scene];
  byId("heading").textContent = words[`${state.reason ?? state.scene}.heading`];
  byId("text").textContent = fill(words[`${state.reason ?? state.scene}.text`], values);
  byId("place").hidden = !state.place;
  byId("place").textContent = state.place ? fill(words.place, state.place) : "";
  paintChoices();
  byId("problem").hidden = !state.problem;
  byId("problem").textContent = state.problem ? fill(words[state.problem], values) : "";
  byId("rule").textContent = fill(words[state.rule?.digitsOnly ? "new.ruleDigits" : "new.rule"], values);
  byId("code-label").textContent = words[state.scene === "Code" ? "code.label" : "code.another"];
  byId("cancel").hidden = !cancellable.includes(state.scene);
  for (const [scene, form] of Object.entries(forms)) form.hidden = scene === "Code" ? !state.asksCode : scene !== state.scene;
  paintDemo();
  if (!before || before.scene !== state.scene || before.problem !== state.problem) {
    for (const input of document.querySelectorAll(".secret")) input.value = "";
    const form = forms[state.scene];
    if (form) form.querySelector("input").focus(); else if (before) byId("heading").focus();
  }
}

// A list that stays the same keeps its buttons, and with them the place of whoever goes by keyboard.
function paintChoices() {
  const list = byId("choices");
  const asked = JSON.stringify([language, state.choices]);
  list.hidden = !state.choices;
  if (list.dataset.asked === asked) return;
  list.dataset.asked = asked;
  list.replaceChildren(...(state.choices || []).map((place, number) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = fill(words.place, place);
    button.addEventListener("click", () => fetch(`card?number=${number}&version=${state.version}`, { method: "POST" }));
    item.append(button);
    return item;
  }));
}

function paintDemo() {
  byId("demo").hidden = !state.demo;
  const list = byId("cards");
  const focused = document.activeElement?.dataset?.does;
  list.replaceChildren(...(state.demo || []).map((card) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const about = document.createElement("small");
    name.textContent = card.label;
    about.textContent = [card.isInserted ? words["demo.inserted"] : "", card.attemptsLeft === 0 ? words["demo.locked"] : fill(words["demo.tries"], { attempts: card.attemptsLeft })].filter(Boolean).join(" · ");
    name.append(about);
    item.append(name, demoButton(card, card.isInserted ? "remove" : "insert"));
    if (card.attemptsLeft > 0) item.append(demoButton(card, "lock"));
    return item;
  }));
  if (focused) list.querySelector(`[data-does="${focused}"]`)?.focus();
}

function demoButton(card, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = words[`demo.${action}`];
  button.dataset.does = `${card.name} ${action === "lock" ? "lock" : "move"}`;
  button.setAttribute("aria-label", `${words[`demo.${action}`]}: ${card.label}`);
  button.addEventListener("click", () => fetch(`demo/${action}?card=${encodeURIComponent(card.name)}`, { method: "POST" }));
  return button;
}

function sendCodeOfLink() {
  if (!code || !state) return;
  const sent = code;
  code = null;
  fetch("code", { method: "POST", body: sent });
}

// Nothing can be typed here any more, and nothing that was typed stays.
function showEnd(picture, heading, text) {
  byId("picture").dataset.picture = picture;
  byId("heading").textContent = heading;
  byId("text").textContent = text;
  for (const input of document.querySelectorAll(".secret")) input.value = "";
  for (const form of Object.values(forms)) form.hidden = true;
  for (const id of ["place", "choices", "problem", "silent", "offer", "cancel", "demo"]) byId(id).hidden = true;
}

async function follow() {
  for (;;) {
    try {
      const response = await fetch(`state?after=${state ? state.version : -1}`);
      if (!response.ok) throw new Error(response.status);
      const before = state;
      state = await response.json();
      mine ??= state.windows;
      if (state.windows !== mine) {
        showEnd("none", words["moved.heading"], words["moved.text"]);
        state = null;
        return;
      }
      if (!before || before.version !== state.version) paint(before);
      sendCodeOfLink();
    } catch {
      showEnd("bad", words["gone.heading"] || "The reader helper has stopped", words["gone.text"] || "Open it again from the chat.");
      state = null;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

// When a code was sent as it was whole; an Enter that follows it out of habit sends nothing.
let wholeAt = 0;

function onSubmit(form, read) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { path, body } = read();
    if (!body && Date.now() - wholeAt < 2000) return;
    for (const input of form.querySelectorAll("input:not([type=checkbox])")) input.value = "";
    const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body }).catch(() => null);
    if (!response?.ok) {
      byId("problem").textContent = words["problem.notTaken"];
      byId("problem").hidden = false;
      form.querySelector("input").focus();
    }
  });
}

onSubmit(forms.Code, () => ({ path: "code", body: byId("code").value }));
onSubmit(forms.Passcode, () => ({ path: "passcode", body: byId("passcode").value }));
onSubmit(forms.NewPasscode, () => ({ path: "new-passcode", body: `${byId("first").value}\n${byId("second").value}` }));
// A code is whole with its eighth character: there is nothing more to say to it.
const codeLength = 8;
byId("code").addEventListener("input", () => {
  if (byId("code").value.replace(/[^A-Za-z0-9]/g, "").length !== codeLength) return;
  wholeAt = Date.now();
  forms.Code.requestSubmit();
});
for (const answer of ["take", "leave"]) byId(`offer-${answer}`).addEventListener("click", () => fetch(`offer/${answer}`, { method: "POST" }));
byId("cancel").addEventListener("click", () => fetch("cancel", { method: "POST" }));
for (const box of document.querySelectorAll("[data-shows]")) {
  box.addEventListener("change", () => box.dataset.shows.split(" ").forEach((id) => {
    byId(id).classList.toggle("shown", box.checked);
    if (byId(id).type === "password" || !CSS.supports("-webkit-text-security", "disc")) byId(id).type = box.checked ? "text" : "password";
  }));
}

// Dots without a password field: so that no browser offers to remember a passcode. Where that cannot be drawn, a password field it is.
if (!CSS.supports("-webkit-text-security", "disc")) for (const input of document.querySelectorAll(".secret")) input.type = "password";

byId("language").addEventListener("click", async () => {
  language = language === "en" ? "cy" : "en";
  localStorage.setItem("language", language);
  await readWords();
  if (state) paint(state);
});

readWords().then(follow);
