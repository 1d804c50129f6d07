// Written by "deno task playground" from src/playground/app: change it there.

/** The page. */
export const html: string = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport"
content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Playground</title>
<link
rel="icon"
href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 0c.6 4.4 3.6 7.4 8 8-4.4.6-7.4 3.6-8 8-.6-4.4-3.6-7.4-8-8 4.4-.6 7.4-3.6 8-8z' fill='%235b62d6'/%3E%3C/svg%3E"
>
<style>:root {
color-scheme: light dark;
--page: #ffffff;
--soft: #f4f4f1;
--line: #e3e2dd;
--edge: #8a8983;
--text: #1e1e1c;
--quiet: #64635d;
--accent: #4a51c4;
--on-accent: #ffffff;
--tint: #eeeffb;
--bad: #b3261e;
--good: #1a6e42;
--shade: 0 1px 2px rgb(0 0 0 / 5%), 0 6px 24px rgb(0 0 0 / 6%);
--mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
:root {
--page: #18181a;
--soft: #222225;
--line: #333338;
--edge: #85848c;
--text: #ececea;
--quiet: #a5a4ab;
--accent: #b1b6ff;
--on-accent: #18181a;
--tint: #292a3f;
--bad: #ff9f96;
--good: #82d4a6;
--shade: 0 1px 2px rgb(0 0 0 / 30%), 0 6px 24px rgb(0 0 0 / 30%);
}
}
* {
box-sizing: border-box;
}
[hidden] {
display: none !important;
}
body {
margin: 0;
height: 100dvh;
display: grid;
grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
background: var(--page);
color: var(--text);
font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
-webkit-text-size-adjust: 100%;
}
.unseen {
position: absolute;
width: 1px;
height: 1px;
margin: -1px;
overflow: hidden;
clip-path: inset(50%);
white-space: nowrap;
}
:focus-visible {
outline: 2px solid var(--accent);
outline-offset: 2px;
}
h1,
h2,
h3,
h4,
p,
ul,
ol,
pre,
figure,
blockquote,
fieldset {
margin: 0;
padding: 0;
}
h2 {
font-size: 1.125rem;
line-height: 1.3;
font-weight: 600;
}
small {
color: var(--quiet);
font-weight: 400;
}
svg {
display: block;
width: 20px;
height: 20px;
fill: none;
stroke: currentColor;
stroke-width: 1.6;
stroke-linecap: round;
stroke-linejoin: round;
}
button,
select,
input,
textarea {
font: inherit;
color: inherit;
}
button,
select,
.icon {
cursor: pointer;
}
button {
padding: 0.3rem 0.8rem;
border: 1px solid var(--edge);
border-radius: 8px;
background: var(--page);
font-size: 0.9rem;
}
button:hover,
.icon:hover {
background: var(--soft);
}
button.primary {
border-color: var(--accent);
background: var(--accent);
color: var(--on-accent);
}
button.quiet,
a.quiet {
padding: 0.1rem 0.4rem;
border: 0;
border-radius: 6px;
background: none;
color: var(--quiet);
font-size: 0.8rem;
}
button.quiet:hover,
a.quiet:hover {
background: var(--soft);
color: var(--text);
}
.icon {
display: grid;
place-items: center;
flex: none;
width: 2.25rem;
height: 2.25rem;
padding: 0;
border: 0;
border-radius: 8px;
background: none;
color: var(--quiet);
}
.icon:hover {
color: var(--text);
}
input,
select,
textarea {
width: 100%;
padding: 0.4rem 0.6rem;
border: 1px solid var(--edge);
border-radius: 8px;
background: var(--page);
}
input:focus-visible,
select:focus-visible,
textarea:focus-visible {
outline-offset: -1px;
}
textarea {
display: block;
resize: vertical;
line-height: 1.5;
}
input[type="checkbox"],
input[type="radio"] {
flex: none;
width: 1.05rem;
height: 1.05rem;
margin: 0;
accent-color: var(--accent);
}
::placeholder {
color: var(--quiet);
opacity: 1;
}
.code,
code,
pre {
font-family: var(--mono);
font-size: 0.84rem;
line-height: 1.55;
}
.row {
display: flex;
align-items: center;
gap: 0.4rem;
}
.space {
flex: 1;
}
header {
display: flex;
align-items: center;
gap: 0.75rem;
padding: 0.5rem 0.75rem 0.5rem 1.1rem;
}
header h1 {
display: flex;
align-items: center;
gap: 0.55rem;
font-size: 1rem;
font-weight: 600;
}
header h1 svg {
width: 17px;
height: 17px;
fill: var(--accent);
stroke: none;
}
header nav {
display: flex;
gap: 0.1rem;
margin-left: auto;
}
#model {
width: auto;
min-width: 0;
max-width: 20rem;
padding: 0.25rem 0.4rem;
border-color: transparent;
background: none;
color: var(--quiet);
font-size: 0.9rem;
text-overflow: ellipsis;
}
#model:hover {
background: var(--soft);
color: var(--text);
}
#model option {
background: var(--page);
color: var(--text);
}
main {
display: flex;
flex-direction: column;
min-height: 0;
min-width: 0;
position: relative;
}
#scroll {
flex: 1;
overflow: auto;
overscroll-behavior: contain;
padding: 1rem max(1rem, (100% - 45rem) / 2) 2rem;
}
#scroll {
mask-image: linear-gradient(transparent, #000 0.75rem);
}
#scroll:focus-visible {
outline-offset: -2px;
}
#turns {
list-style: none;
}
#turns > li {
overflow-wrap: anywhere;
}
.user {
width: fit-content;
max-width: 85%;
margin: 2rem 0 1.5rem auto;
padding: 0.55rem 1rem;
border-radius: 18px 18px 4px 18px;
background: var(--soft);
white-space: pre-wrap;
}
#turns > .user:first-child {
margin-top: 0.5rem;
}
.user img,
.media img {
display: block;
max-width: 100%;
max-height: 20rem;
border-radius: 10px;
}
.user img {
margin: 0.35rem 0;
}
.media {
display: flex;
flex-wrap: wrap;
gap: 0.75rem;
}
.media > * {
margin-top: 0.75rem;
}
.answer + .answer {
margin-top: 1rem;
}
.answer.live::after {
content: "";
display: block;
width: 0.55rem;
height: 0.55rem;
margin-top: 0.6rem;
border-radius: 50%;
background: var(--accent);
animation: breathe 1.2s ease-in-out infinite alternate;
}
@keyframes breathe {
from {
opacity: 0.25;
}
}
@media (prefers-reduced-motion: reduce) {
.answer.live::after {
animation: none;
}
}
#empty {
display: flex;
flex-direction: column;
justify-content: center;
gap: 1.5rem;
min-height: 100%;
}
#empty h2 {
font-size: 1.6rem;
letter-spacing: -0.01em;
text-align: center;
text-wrap: balance;
}
#examples {
display: grid;
grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
gap: 0.75rem;
}
#examples button {
display: flex;
flex-direction: column;
padding: 0.85rem 1rem;
border-color: var(--line);
border-radius: 14px;
text-align: left;
line-height: 1.45;
}
#examples button:hover {
border-color: var(--edge);
}
#examples b {
margin-bottom: 0.15rem;
font-weight: 600;
}
#examples span {
color: var(--quiet);
}
.thoughts {
margin-bottom: 0.9rem;
color: var(--quiet);
font-size: 0.9rem;
}
.thoughts summary,
.failure summary {
width: fit-content;
padding: 0.1rem 0.3rem;
margin-left: -0.3rem;
border-radius: 6px;
color: var(--quiet);
cursor: pointer;
}
.thoughts summary:hover {
color: var(--text);
}
.thoughts .text {
margin-top: 0.4rem;
padding-left: 0.9rem;
border-left: 2px solid var(--line);
}
.text > * + *,
.text li > * + *,
blockquote > * + * {
margin-top: 0.75rem;
}
.text li {
margin: 0.25rem 0 0.25rem 1.35rem;
}
.text li > ul,
.text li > ol {
margin-top: 0.25rem;
}
.text li::marker {
color: var(--quiet);
}
.text h3,
.text h4 {
margin-top: 1.4rem;
font-size: 1.05rem;
line-height: 1.35;
font-weight: 600;
}
.text > :first-child {
margin-top: 0;
}
.text a {
color: var(--accent);
}
.text :not(pre) > code {
padding: 0.1em 0.35em;
border-radius: 5px;
background: var(--soft);
}
blockquote {
padding-left: 0.9rem;
border-left: 3px solid var(--line);
color: var(--quiet);
}
hr {
border: 0;
border-top: 1px solid var(--line);
}
.wide {
overflow-x: auto;
}
table {
border-collapse: collapse;
font-size: 0.93rem;
}
th,
td {
padding: 0.35rem 0.9rem 0.35rem 0;
border-bottom: 1px solid var(--line);
text-align: left;
vertical-align: top;
}
figure.code {
overflow: hidden;
border: 1px solid var(--line);
border-radius: 12px;
background: var(--soft);
}
figure.code figcaption {
display: flex;
justify-content: space-between;
align-items: center;
padding: 0.35rem 0.5rem 0 0.95rem;
color: var(--quiet);
font: 0.78rem/1.6 system-ui, "Liberation Sans", sans-serif;
}
pre {
overflow: auto;
tab-size: 4;
}
figure.code pre {
padding: 0.3rem 0.95rem 0.8rem;
}
pre .name {
color: var(--accent);
}
pre .string {
color: var(--good);
}
.call {
max-width: 34rem;
margin-top: 0.6rem;
padding: 0.65rem 0.95rem;
border: 1px solid var(--line);
border-radius: 12px;
font-size: 0.9rem;
}
.call b {
margin-right: 0.6rem;
font: 600 0.84rem/1.55 var(--mono);
}
.call div code {
color: var(--quiet);
white-space: pre-wrap;
}
.call label {
display: block;
margin-top: 0.5rem;
color: var(--quiet);
font-size: 0.8rem;
}
.call textarea {
margin-top: 0.15rem;
color: var(--text);
}
.call .result {
margin-top: 0.5rem;
padding-top: 0.5rem;
border-top: 1px solid var(--line);
max-height: 12rem;
white-space: pre-wrap;
}
.calls > .primary {
margin-top: 0.6rem;
}
.foot {
display: flex;
align-items: center;
gap: 0.2rem;
min-height: 1.9rem;
margin-top: 0.7rem;
}
.foot .quiet {
flex: none;
}
.facts {
color: var(--quiet);
font-size: 0.8rem;
font-variant-numeric: tabular-nums;
text-wrap: pretty;
}
#turns > li:not(:last-child) .again,
#turns:has(+ :not(:empty)) .again {
display: none;
}
.failure {
margin-top: 1rem;
padding: 0.8rem 1rem;
border: 1px solid var(--bad);
border-radius: 12px;
overflow-wrap: anywhere;
}
.failure b {
color: var(--bad);
}
.failure > * + * {
margin-top: 0.4rem;
}
#composer {
width: min(47rem, 100% - 1.5rem);
margin: 0 auto max(0.75rem, env(safe-area-inset-bottom));
padding: 0.35rem;
border: 1px solid var(--edge);
border-radius: 20px;
background: var(--page);
box-shadow: var(--shade);
}
#composer:has(#prompt:focus-visible) {
border-color: var(--accent);
outline: 1px solid var(--accent);
}
#composer .row {
flex-wrap: wrap;
}
.dropping #composer {
border-style: dashed;
background: var(--tint);
}
#prompt {
max-height: 40vh;
padding: 0.5rem 0.7rem 0.3rem;
border: 0;
outline: 0;
background: none;
resize: none;
}
#attachments {
display: flex;
flex-wrap: wrap;
gap: 0.5rem;
padding: 0.4rem 0.4rem 0;
}
#attachments > div {
position: relative;
}
#attachments img {
display: block;
width: 4rem;
height: 4rem;
border-radius: 10px;
object-fit: cover;
}
#attachments .icon {
position: absolute;
top: -0.4rem;
right: -0.4rem;
width: 1.5rem;
height: 1.5rem;
border: 1px solid var(--edge);
border-radius: 50%;
background: var(--page);
line-height: 1;
}
#attach {
position: relative;
border-radius: 50%;
}
#attach input {
position: absolute;
inset: 0;
padding: 0;
opacity: 0;
cursor: pointer;
}
#attach:has(:focus-visible) {
outline: 2px solid var(--accent);
}
.chip {
padding: 0.2rem 0.75rem;
border-color: var(--line);
border-radius: 99px;
color: var(--quiet);
font-size: 0.85rem;
}
.chip[aria-pressed="true"] {
border-color: var(--accent);
background: var(--tint);
color: var(--accent);
}
#send {
display: grid;
place-items: center;
width: 2.25rem;
height: 2.25rem;
padding: 0;
border: 0;
border-radius: 50%;
background: var(--accent);
color: var(--on-accent);
}
#send:disabled {
background: var(--line);
color: var(--quiet);
cursor: default;
}
#send svg {
stroke-width: 2;
}
#send .halt {
fill: currentColor;
}
#send.busy .go,
#send:not(.busy) .halt {
display: none;
}
dialog {
border: 0;
padding: 0;
background: var(--page);
color: var(--text);
}
dialog::backdrop {
background: rgb(0 0 0 / 40%);
}
.head {
display: flex;
justify-content: space-between;
align-items: center;
margin-bottom: 0.6rem;
}
#panel {
width: min(24rem, 100%);
max-width: none;
height: 100dvh;
max-height: none;
margin: 0 0 0 auto;
padding: 0.6rem 1.1rem 1.5rem;
overflow: auto;
overscroll-behavior: contain;
}
.with-panel {
grid-template-columns: minmax(0, 1fr) 23rem;
}
.with-panel #panel {
position: static;
grid-area: 1 / 2 / 3 / 3;
width: auto;
border-left: 1px solid var(--line);
}
#fields {
display: flex;
flex-direction: column;
gap: 0.75rem;
}
#fields label {
display: block;
font-size: 0.88rem;
font-weight: 500;
}
#fields label > textarea,
#fields label > input,
#fields label > select {
margin-top: 0.2rem;
font-weight: 400;
}
#fields .check {
display: flex;
align-items: center;
gap: 0.5rem;
font-weight: 400;
}
#fields .check input {
margin: 0;
}
.pair {
display: grid;
grid-template-columns: 1fr 1fr;
gap: 0.75rem;
}
fieldset {
min-width: 0;
border: 0;
}
#fields fieldset {
display: flex;
flex-direction: column;
gap: 0.5rem;
padding-top: 0.9rem;
border-top: 1px solid var(--line);
}
#fields legend {
float: left;
width: 100%;
padding: 0;
font-size: 0.95rem;
font-weight: 600;
}
#fields textarea.code {
white-space: pre;
overflow: auto;
}
.problem {
color: var(--bad);
font-size: 0.85rem;
}
.problem:empty {
display: none;
}
[aria-invalid="true"] {
border-color: var(--bad);
}
.note {
color: var(--quiet);
font-size: 0.85rem;
}
#snippets,
#key-dialog {
width: min(46rem, 100% - 1.5rem);
padding: 0.8rem 1.2rem 1.2rem;
border-radius: 18px;
box-shadow: var(--shade);
}
#snippets[open] {
display: flex;
flex-direction: column;
max-height: calc(100dvh - 3rem);
}
#snippets pre {
margin-top: 0.75rem;
padding: 0.8rem 1rem;
border-radius: 12px;
background: var(--soft);
}
.tabs {
display: flex;
}
.tabs label {
padding: 0.2rem 0.8rem;
border-radius: 99px;
color: var(--quiet);
font-size: 0.9rem;
cursor: pointer;
}
.tabs input {
position: absolute;
opacity: 0;
}
.tabs label:has(:checked) {
background: var(--tint);
color: var(--accent);
}
.tabs label:has(:focus-visible) {
outline: 2px solid var(--accent);
}
#key-dialog {
width: min(26rem, 100% - 1.5rem);
padding-top: 1.2rem;
}
#key-form {
display: flex;
flex-direction: column;
gap: 0.75rem;
}
#key-form p {
color: var(--quiet);
font-size: 0.9rem;
}
@media (width < 36rem) {
header {
gap: 0.3rem;
padding: 0.4rem 0.4rem 0.4rem 0.9rem;
}
header h1 span {
position: absolute;
clip-path: inset(50%);
}
input,
select,
textarea,
#prompt {
font-size: 16px;
}
#empty h2 {
font-size: 1.35rem;
}
.user {
max-width: 92%;
}
}</style>
</head>
<body>
<header>
<h1>
<svg viewBox="0 0 16 16" aria-hidden="true">
<path
d="M8 0c.6 4.4 3.6 7.4 8 8-4.4.6-7.4 3.6-8 8-.6-4.4-3.6-7.4-8-8 4.4-.6 7.4-3.6 8-8z"
/>
</svg>
<span>Playground</span>
</h1>
<select id="model" aria-label="Model"></select>
<nav aria-label="Conversation">
<button type="button" id="new" class="icon" aria-label="New conversation"
title="New conversation">
<svg viewBox="0 0 20 20" aria-hidden="true">
<path d="M10 4v12M4 10h12" />
</svg>
</button>
<button type="button" id="code" class="icon" aria-label="Show the request as code"
title="Show the request as code">
<svg viewBox="0 0 20 20" aria-hidden="true">
<path d="m7 6-4 4 4 4M13 6l4 4-4 4" />
</svg>
</button>
<button type="button" id="settings" class="icon" aria-label="Settings" title="Settings"
aria-haspopup="dialog">
<svg viewBox="0 0 20 20" aria-hidden="true">
<path d="M3 6h8M15 6h2M3 14h2M9 14h8" />
<circle cx="13" cy="6" r="2" />
<circle cx="7" cy="14" r="2" />
</svg>
</button>
</nav>
</header>
<main>
<div id="scroll" tabindex="0" role="region" aria-label="Conversation">
<section id="empty" aria-labelledby="empty-title">
<h2 id="empty-title">What would you like to try?</h2>
<div id="examples">
<button type="button" data-example="plain">
<b>Ask a question</b><span>Explain why the sky is blue, in three short points</span>
</button>
<button type="button" data-example="tool">
<b>Call a tool</b><span>What is the weather like in Zürich today?</span>
</button>
<button type="button" data-example="json">
<b>Get JSON back</b><span>Ana and Bo have lunch on Friday at noon. Which event is that?</span>
</button>
</div>
</section>
<h2 class="unseen">Messages</h2>
<ol id="turns"></ol>
<div id="failure" role="alert"></div>
</div>
<div id="composer">
<div id="attachments" aria-label="Images to send" role="group" hidden></div>
<textarea id="prompt" rows="1" aria-label="Message" placeholder="Message"
enterkeyhint="send" autofocus></textarea>
<div class="row">
<label class="icon" title="Add images" id="attach">
<input type="file" id="files" accept="image/*" multiple aria-label="Add images">
<svg viewBox="0 0 20 20" aria-hidden="true">
<rect x="3" y="4" width="14" height="12" rx="2" />
<circle cx="7.5" cy="8" r="1.2" />
<path d="m4 15 4.5-4 3 2.5 2-2L17 15" />
</svg>
</label>
<button type="button" class="chip" data-toggle="thoughts"
title="Ask for the model's thoughts">Thoughts</button>
<button type="button" class="chip" data-toggle="tools"
title="Offer the tools that the settings define">Tools</button>
<button type="button" class="chip" data-toggle="structured"
title="Ask for JSON after the schema in the settings">JSON</button>
<span class="space"></span>
<button type="button" id="send" aria-label="Send" title="Send (Enter)">
<svg viewBox="0 0 20 20" aria-hidden="true" class="go">
<path d="M10 16V4M5 9l5-5 5 5" />
</svg>
<svg viewBox="0 0 20 20" aria-hidden="true" class="halt">
<rect x="6" y="6" width="8" height="8" rx="1.5" />
</svg>
</button>
</div>
</div>
<p id="status" role="status" class="unseen"></p>
</main>
<dialog id="panel" aria-labelledby="panel-title">
<div class="head">
<h2 id="panel-title">Settings</h2>
<button type="button" class="icon" data-close aria-label="Close" title="Close">
<svg viewBox="0 0 20 20" aria-hidden="true">
<path d="m5 5 10 10M15 5 5 15" />
</svg>
</button>
</div>
<form id="fields" autocomplete="off">
<label>Instructions <small>system message</small>
<textarea name="system" rows="3" placeholder="You are a helpful assistant."></textarea>
</label>
<div class="pair">
<label>Temperature<input name="temperature" type="number" min="0" max="2" step="0.1" placeholder="default"></label>
<label>Top P<input name="top_p" type="number" min="0" max="1" step="0.05" placeholder="default"></label>
<label>Max tokens<input name="max_tokens" type="number" min="1" step="1" placeholder="default"></label>
<label>Effort
<select name="effort">
<option value="">default</option>
<option>none</option>
<option>minimal</option>
<option>low</option>
<option>medium</option>
<option>high</option>
</select>
</label>
</div>
<label class="check"><input type="checkbox" name="stream">Stream the answer</label>
<label class="check"><input type="checkbox" name="images">Let the answer hold images</label>
<fieldset>
<legend>Tools</legend>
<label class="check"><input type="checkbox" name="tools">Offer these tools</label>
<label><span class="unseen">Tools, as OpenAI's JSON</span>
<textarea name="toolsJson" rows="9" class="code" spellcheck="false" aria-describedby="toolsJson-problem"></textarea>
</label>
<p class="problem" id="toolsJson-problem"></p>
<label
class="check"><input type="checkbox" name="streamArguments">Stream their arguments <small>Gemini 3</small></label>
</fieldset>
<fieldset>
<legend>Structured output</legend>
<label
class="check"><input type="checkbox" name="structured">Answer in JSON after this schema</label>
<label><span class="unseen">JSON schema</span>
<textarea name="schemaJson" rows="9" class="code" spellcheck="false" aria-describedby="schemaJson-problem"></textarea>
</label>
<p class="problem" id="schemaJson-problem"></p>
</fieldset>
<fieldset>
<legend>Conversation</legend>
<div class="row">
<button type="button" id="export">Export</button>
<button type="button" id="import">Import</button>
<button type="button" id="key">API key</button>
</div>
<input type="file" id="import-file" accept="application/json,.json"
aria-label="Conversation to import" hidden>
<p class="note">Nothing is stored: a reload forgets the conversation, and the key.</p>
</fieldset>
</form>
</dialog>
<dialog id="snippets" aria-labelledby="snippets-title">
<div class="head">
<h2 id="snippets-title">The request as code</h2>
<button type="button" class="icon" data-close aria-label="Close" title="Close">
<svg viewBox="0 0 20 20" aria-hidden="true">
<path d="m5 5 10 10M15 5 5 15" />
</svg>
</button>
</div>
<div class="row">
<fieldset class="tabs">
<legend class="unseen">Language</legend>
<label><input type="radio" name="snippet" value="curl" checked>curl</label>
<label><input type="radio" name="snippet" value="openai">openai</label>
<label><input type="radio" name="snippet" value="client">vertex-edge</label>
</fieldset>
<span class="space"></span>
<button type="button" id="copy-snippet">Copy</button>
</div>
<pre tabindex="0" role="region" aria-label="Code"><code id="snippet"></code></pre>
</dialog>
<dialog id="key-dialog" aria-labelledby="key-title">
<form id="key-form" autocomplete="off">
<h2 id="key-title">API key</h2>
<p id="key-note">It stays in this page's memory, and a reload forgets it.</p>
<input type="password" id="key-input" aria-label="API key"
aria-describedby="key-problem key-note"
autocomplete="off" spellcheck="false">
<p class="problem" id="key-problem"></p>
<div class="row">
<span class="space"></span>
<button type="button" data-close>Cancel</button>
<button type="submit" class="primary">Use it</button>
</div>
</form>
</dialog>
<noscript>This page needs JavaScript.</noscript>
<script type="module">async function*re(e){let t=e.pipeThrough(new TextDecoderStream).getReader(),n="";try{for(;;){let{done:o,value:r}=await t.read(),i=(n+(r??"")).split(o?/\\r\\n|\\r|\\n/:/\\r\\n|\\r(?!$)|\\n/);n=o?"":i.pop()??"";for(let a of i)a.startsWith("data:")&&(yield a.slice(a[5]===" "?6:5));if(o)return}}finally{await t.cancel().catch(()=>{})}}function P({content:e}){return typeof e=="string"?[{type:"text",text:e}]:e}function se({images:e,audio:t}){let n=(e??[]).map(o=>o?.image_url?.url);return(n.length>0?n:[ae(t)]).filter(W)}function ie({audio:e}){let t=ae(e);return/^data:audio\\/[\\w.+-]+;base64,./.test(t)?t:void 0}function ae(e){let t=e?.extra_content?.google?.mime_type??"audio/wav",n=e?.data;return typeof t=="string"&&typeof n=="string"?\`data:\${t};base64,\${n}\`:""}function W(e){return typeof e=="string"&&/^data:image\\/[\\w.+-]+;base64,[\\w+/=-]+$/.test(e)}function h(e){return typeof e=="object"&&e!==null&&!Array.isArray(e)}var A=class extends Error{failure;constructor(t){super(t.message),this.failure=t}};function de({origin:e,pathname:t},n=fetch){let o=\`\${e}\${t.replace(/\\/*$/,"")}/v1\`,r={base:o,key:"",listModels:i,complete:a};async function s(d,c){let p=new Headers({"content-type":"application/json"});if(/[^\\x20-\\xff]/.test(r.key)){let y="The key holds characters that no header can carry";throw new A({status:401,message:y})}r.key!==""&&p.set("authorization",\`Bearer \${r.key}\`);let u;try{u=await n(\`\${o}\${d}\`,{...c,headers:p})}catch(y){throw c.signal?.aborted?y:new A({message:"Cannot reach the gateway: is it still running?"})}if(!u.ok)throw new A(await Pe(u));return u}async function i(){let d=await(await s("/models",{})).json();return(h(d)&&Array.isArray(d.data)?d.data:[]).map(p=>String(h(p)?p.id:p))}async function*a(d,c){let p=await s("/chat/completions",{method:"POST",body:JSON.stringify(d),signal:c}),u=p.headers.get("x-request-id")??void 0;if(!(p.headers.get("content-type")??"").startsWith("text/event-stream")||p.body===null)return yield le(await p.json(),u);for await(let k of re(p.body)){if(k==="[DONE]")return;yield le(JSON.parse(k),u)}throw new A({message:"The stream ended before the answer was complete"})}return r}function le(e,t){if(!h(e))throw new A({message:"The answer is no JSON object"});if(e.error!==void 0)throw new A(G(e.error,{requestId:t}));let n=Array.isArray(e.choices)?e.choices[0]:void 0,{delta:o,message:r,finish_reason:s}=h(n)?n:{};return{delta:o??r,finishReason:s,usage:e.usage}}async function Pe(e){let t=await e.text(),n={status:e.status,requestId:e.headers.get("x-request-id")??void 0,retryAfter:e.headers.get("retry-after")??void 0};try{let o=JSON.parse(t);return G(h(o)?o.error:o,n)}catch{return G(t.slice(0,500),n)}}function G(e,t){let n=h(e)?e:{message:String(e)},{message:o,code:r,details:s,request_id:i}=n;return JSON.parse(JSON.stringify({requestId:i,...t,message:o,code:r,details:s}))}function F(e,t){let{system:n,temperature:o,top_p:r,max_tokens:s,stream:i}=e,a=Fe(e),{effort:d,thoughts:c}=e;return{model:e.model,messages:n===""?t:[{role:"system",content:n},...t],...i&&{stream:i,stream_options:{include_usage:!0}},...o!==null&&{temperature:o},...r!==null&&{top_p:r},...s!==null&&{max_tokens:s},...d!==""&&!(c&&d!=="none")&&{reasoning_effort:d},...e.images&&{modalities:["text","image"]},...e.tools&&{tools:JSON.parse(e.toolsJson)},...e.structured&&{response_format:{type:"json_schema",json_schema:{name:"answer",schema:JSON.parse(e.schemaJson)}}},...Object.keys(a).length>0&&{extra_body:{google:a}}}}function Fe(e){let{thoughts:t,effort:n,tools:o,stream:r,streamArguments:s}=e;return{...t&&n!=="none"&&{thinking_config:{include_thoughts:!0,...n!==""&&{thinking_level:n.toUpperCase()}}},...o&&r&&s&&{stream_function_call_arguments:!0}}}var je=new Set(["content","reasoning_content","refusal","arguments","data","transcript"]);function ue(e,t){if(!h(t))return;let n=e;z(n,t);let o=h(n.extra_content)?n.extra_content.google:void 0;h(o)&&delete o.thought}function z(e,t){for(let[n,o]of Object.entries(t)){if(n==="__proto__"||o===void 0)continue;let r=Object.hasOwn(e,n)?e[n]:void 0;n==="tool_calls"&&Array.isArray(o)?e[n]=Ve(Array.isArray(r)?r:[],o):h(r)&&h(o)?z(r,o):Array.isArray(r)&&Array.isArray(o)?e[n]=[...r,...o]:je.has(n)&&typeof r=="string"&&typeof o=="string"?e[n]=r+o:(o!==null||r===void 0)&&(e[n]=structuredClone(o))}}function Ve(e,t){for(let n of t){if(!h(n))continue;let{index:o,...r}=n,s=typeof o=="number"&&o>=0&&o<e.length?o:e.length,i=e[s]??{};e[s]=i,h(i)&&z(i,r)}return e}function ce(e,t,n){let o,r,s={turns:[],failure:void 0,get busy(){return o!==void 0},get lastBody(){return r},async send(...a){return s.turns.push(...a.map(d=>({message:d}))),await i()},async again(){for(;s.turns.at(-1)?.message.role==="assistant";)s.turns.pop();return await i()},stop:()=>o?.abort(),openCalls(){let a=o?void 0:s.turns.at(-1)?.message;return a?.role==="assistant"?a.tool_calls??[]:[]}};async function i(){s.failure=void 0;let a=o=new AbortController,d={role:"assistant",content:null},c={askedAt:performance.now()},p=s.turns,u=p.map(f=>f.message),y=u.findLastIndex(({role:f})=>f==="assistant"),k=[];p.push({message:d,note:c}),n();try{let f=r=F(t,u);for await(let g of e.complete(f,a.signal)){let x=performance.now();ue(d,g.delta),De(d)&&(c.answeredAt??=x),(c.answeredAt||d.reasoning_content)&&(c.firstAt??=x),typeof g.finishReason=="string"&&(c.finishReason=g.finishReason),h(g.usage)&&(c.usage=g.usage),n()}}catch(f){delete d.tool_calls,a.signal.aborted?c.finishReason="stopped":(s.failure=Ue(f),s.failure.final&&(k=u.slice(y+1)))}finally{c.endedAt=performance.now(),c.firstAt===void 0&&c.finishReason===void 0&&p.pop(),p.length-=k.length,o===a&&(o=void 0),n()}return k}return s}function De({content:e,tool_calls:t,images:n,audio:o}){return!!(e||t||n||o)}function Ue(e){return e instanceof A?{...e.failure,final:Ke(e.failure)}:{message:e instanceof Error?e.message:String(e)}}function Ke({status:e=0}){return e>=400&&e<500&&e!==401&&e!==429}function l(e,t={},...n){let o=document.createElement(e);for(let[r,s]of Object.entries(t))s!==!1&&o.setAttribute(r,s===!0?"":s);return o.append(...n),o}function C(e,t,n=""){let o=l("button",{type:"button",class:n},e);return o.addEventListener("click",t),o}function m(e){let t=document.querySelector(e);if(t===null)throw new Error(\`Cannot find \${e} in the page\`);return t}function N(e,t="quiet"){let n=C("Copy",()=>{o()},t);async function o(){let r="Copied";try{await navigator.clipboard.writeText(e())}catch{r="Cannot copy"}n.textContent=r,setTimeout(()=>n.textContent="Copy",1500)}return n}function fe(e,t){let n=URL.createObjectURL(new Blob([t],{type:"application/json"}));l("a",{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e3)}var We=14e6;function pe({onSend:e,onStop:t,onProblem:n}){let o=m("#prompt"),r=m("#send"),s=m("#files"),i=m("#attachments"),a=new Map,d={busy:!1,waiting:!1};o.addEventListener("input",k),o.addEventListener("keydown",f=>{f.key!=="Enter"||f.shiftKey||f.isComposing||(f.preventDefault(),!r.disabled&&!d.busy&&e())}),r.addEventListener("click",()=>d.busy?t():e()),s.addEventListener("change",()=>{c([...s.files??[]]),s.value=""}),o.addEventListener("paste",f=>{let g=[...f.clipboardData?.files??[]];g.length!==0&&(f.preventDefault(),c(g))}),document.addEventListener("dragover",f=>{f.dataTransfer?.types.includes("Files")&&(f.preventDefault(),document.body.classList.add("dropping"))}),document.addEventListener("dragleave",f=>{f.relatedTarget===null&&document.body.classList.remove("dropping")}),document.addEventListener("drop",f=>{document.body.classList.remove("dropping"),f.dataTransfer?.types.includes("Files")&&(f.preventDefault(),c([...f.dataTransfer.files]))});async function c(f){for(let g of f){if(!g.type.startsWith("image/")){n(\`Cannot add \${g.name}: only images can be sent\`);continue}if([...a.values()].reduce((w,v)=>w+v.length,0)+g.size*4/3>We){n(\`Cannot add \${g.name}: a message holds at most 10 MB of images\`);continue}try{p(await Ge(g),g.name)}catch{n(\`Cannot read \${g.name}\`)}}k()}function p(f,g){let x=l("img",{src:f,alt:g||"Pasted image"}),w=C("\\xD7",()=>u(v),"icon");w.setAttribute("aria-label",\`Remove \${g||"pasted image"}\`);let v=l("div",{},x,w);a.set(v,f),i.append(v)}function u(f){f.remove(),a.delete(f),k(),o.focus()}function y(){let f=o.value.trim();if(a.size===0)return f===""?void 0:{role:"user",content:f};let g=[...a.values()].map(w=>({type:"image_url",image_url:{url:w}})),x=f===""?[]:[{type:"text",text:f}];return{role:"user",content:[...g,...x]}}function k(){i.hidden=a.size===0,o.style.height="auto",o.style.height=\`\${o.scrollHeight}px\`;let{busy:f,waiting:g}=d;r.disabled=!f&&(g||y()===void 0),r.classList.toggle("busy",f);let x=f?"Stop":"Send";r.setAttribute("aria-label",x),r.title=f?"Stop (Escape)":"Send (Enter)",o.placeholder=g?"First give the tool\\u2019s result above":"Message"}return k(),{draft:y,clear(){o.value="",i.replaceChildren(),a.clear(),k()},restore(f){let g=[];for(let x of f.flatMap(w=>w.role==="user"?P(w):[]))x.type==="text"?g.push(x.text):p(x.image_url.url,"");o.value=[...g,o.value].filter(x=>x!=="").join(\`
\`),k()},focus:()=>o.focus(),show(f){d=f,k()}}}function Ge(e){return new Promise((t,n)=>{let o=new FileReader;o.onload=()=>t(String(o.result)),o.onerror=()=>n(o.error),o.readAsDataURL(e)})}var ze=[{type:"function",function:{name:"get_weather",description:"Tells the weather at a place",parameters:{type:"object",properties:{location:{type:"string",description:"City and country"},unit:{type:"string",enum:["celsius","fahrenheit"]}},required:["location"]}}}],Ye={type:"object",properties:{title:{type:"string"},day:{type:"string",enum:["Monday","Tuesday","Wednesday","Thursday","Friday"]},time:{type:"string"},people:{type:"array",items:{type:"string"}}},required:["title","day","people"]};function j(){return{model:"",system:"",temperature:null,top_p:null,max_tokens:null,effort:"",stream:!0,images:!1,thoughts:!0,tools:!1,toolsJson:JSON.stringify(ze,null,2),streamArguments:!1,structured:!1,schemaJson:JSON.stringify(Ye,null,2)}}function me(e,t){try{let n=JSON.parse(t);return e==="toolsJson"&&!Array.isArray(n)?"Tools are a list: [ \\u2026 ]":e==="schemaJson"&&(typeof n!="object"||n===null)?"A schema is an object: { \\u2026 }":void 0}catch(n){return n instanceof Error?n.message:String(n)}}var ge="vertex-edge-playground";function ye({settings:e,messages:t}){return JSON.stringify({format:ge,version:1,settings:e,messages:t},null,2)}function he(e){let t;try{t=JSON.parse(e)}catch{throw new Error("Cannot import the file: it is no JSON")}if(!h(t)||t.format!==ge||!Array.isArray(t.messages))throw new Error("Cannot import the file: it is no conversation of this page");let n=t.messages.map((o,r)=>{if(Ze(o))return o;throw new Error(\`Cannot import the file: message \${r+1} is malformed\`)});return{settings:Qe(t.settings),messages:n}}function Qe(e){let t=j();if(!h(e))return t;let n={...t};for(let[o,r]of Object.entries(t)){let s=Object.hasOwn(e,o)?e[o]:void 0,i=typeof s=="number"&&Number.isFinite(s);(r===null?i:typeof s==typeof r)&&(n[o]=s)}return n}function Ze(e){if(!h(e))return!1;switch(e.role){case"user":return _(e.content)||Array.isArray(e.content)&&e.content.every(Xe);case"assistant":return(_(e.content)||e.content===null)&&$(e.reasoning_content,_)&&$(e.tool_calls,nt)&&$(e.images,et)&&$(e.audio,tt);case"tool":return _(e.tool_call_id)&&_(e.content);default:return!1}}function $(e,t){return e==null||t(e)}function _(e){return typeof e=="string"}function Xe(e){return h(e)?e.type==="text"?_(e.text):we(e):!1}function et(e){return Array.isArray(e)&&e.every(we)}function we(e){return h(e)&&e.type==="image_url"&&h(e.image_url)&&W(e.image_url.url)}function tt(e){if(!h(e))return!1;let t=h(e.extra_content)?e.extra_content.google:void 0;return $(e.data,_)&&(!h(t)||$(t.mime_type,_))}function nt(e){return Array.isArray(e)&&e.every(t=>h(t)&&_(t.id)&&t.type==="function"&&h(t.function)&&_(t.function.name)&&_(t.function.arguments))}function be(e,t,n){return e==="curl"?ot(t,n):e==="openai"?st(t,n):it(t)}function ke(e){return e.replace(/(data:[\\w/.+-]+;base64,[\\w+/=]{12})[\\w+/=]+/g,(t,n)=>\`\${n}\\u2026 \${t.length} characters\`)}function ot(e,{base:t,keyed:n}){let o=n?\` \\\\
  -H "authorization: Bearer $API_KEY"\`:"";return\`curl \${e.stream?"-N ":""}\${rt(\`\${t}/chat/completions\`)} \\\\
  -H "content-type: application/json"\${o} \\\\
  -d @- <<'JSON'
\${JSON.stringify(e,null,2)}
JSON\`}function rt(e){return\`'\${e.replaceAll("'","'\\\\''")}'\`}function st(e,{base:t,keyed:n}){let o=n?"process.env.API_KEY":'"unused"';return\`import OpenAI from "openai";

const openai = new OpenAI({ baseURL: \${JSON.stringify(t)}, apiKey: \${o} });
\${xe("openai",e)}\`}function it(e){return\`import { createVertex } from "@vertex-edge/client";

// The service account's key: an object, its JSON, or base64 of it.
const vertex = createVertex({ credentials: process.env.GOOGLE_SERVICE_ACCOUNT_KEY });
\${xe("vertex",e)}\`}function xe(e,t){let n=\`await \${e}.chat.completions.create(\${at(t)});\`;return t.stream?\`const stream = \${n}
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}\`:\`const completion = \${n}
console.log(completion.choices[0].message);\`}function at(e){return JSON.stringify(e,null,2).replace(/^( +)"([A-Za-z]\\w*)":/gm,"$1$2:")}function ve(){for(let e of document.querySelectorAll("[data-close]"))e.addEventListener("click",()=>e.closest("dialog")?.close())}function Te(){let e=m("#snippets"),t=r=>"",n=()=>m("[name=snippet]:checked").value,o=()=>m("#snippet").textContent=ke(t(n()));m("#copy-snippet").replaceWith(N(()=>t(n()),""));for(let r of document.querySelectorAll("[name=snippet]"))r.addEventListener("change",o);return(r,s)=>{t=i=>be(i,r,s),o(),e.showModal()}}function Ee(){let e=m("#key-dialog"),t=m("#key-input"),n,o=r=>{};return m("#key-form").addEventListener("submit",r=>{r.preventDefault(),n=t.value.trim(),e.close()}),e.addEventListener("close",()=>{t.value="",o(n)}),(r="")=>(m("#key-problem").textContent=r,n=void 0,e.showModal(),new Promise(s=>o=s))}function Me(){let e=l("div",{class:"calls"}),t=[],n,o=()=>{};function r(s,i){for(let[a,d]of s.entries()){let c=t[a];c===void 0&&(t[a]=c=lt(()=>o()),e.append(c.element)),c.show(d,i)}for(let a of t.splice(s.length))a.element.remove();if(o=()=>{let a=s.map(({id:d},c)=>({role:"tool",tool_call_id:d,content:t[c]?.result()||"{}"}));i.onResults(a)},!i.open)n?.remove(),n=void 0;else if(n===void 0){let a=s.length>1?"Send results":"Send result";e.append(n=C(a,()=>o(),"primary"))}}return{element:e,show:r}}function lt(e){let t=l("b"),n=l("code"),o=l("textarea",{rows:"2",class:"code",spellcheck:"false",placeholder:"{}"}),r=l("label",{hidden:!0},"Result",o),s=l("pre",{class:"result",hidden:!0}),i=l("div",{class:"call"},l("div",{},t,n),r,s);o.addEventListener("keydown",d=>{d.key!=="Enter"||d.shiftKey||d.isComposing||(d.preventDefault(),e())});function a(d,{open:c,results:p}){let{name:u="",arguments:y=""}=d.function??{};t.textContent=u,n.textContent=ut(y);let k=p.get(d.id);c&&r.hidden&&(o.value||=dt(u)),o.setAttribute("aria-label",\`Result of \${u}\`),r.hidden=!c,s.hidden=k===void 0,s.textContent=k??""}return{element:i,show:a,result:()=>o.value.trim()}}function dt(e){return e==="get_weather"?'{"temperature": 21, "sky": "clear"}':""}function ut(e){try{let t=JSON.parse(e);return JSON.stringify(t,null,JSON.stringify(t).length>60?2:0)}catch{return e}}var Y=/^ {0,3}(\`{3,}|~{3,})\\s*([\\w+#.-]*)/,I=/^( {0,3})(?:[-*+]|(\\d{1,9})[.)])( +|$)/,Ae=/^ {0,3}([-*_])( *\\1){2,} *$/,ct=/^[ :|]*-[-: |]*$/;function Se(e,t=0){return Q(e.split(/\\r?\\n/),t)}function Q(e,t){let n=[];for(let o=0;o<e.length;)if(T(e,o).trim()==="")o++;else{let[r,s]=ft(e,o,t);n.push(r),o=s}return n}function ft(e,t,n){let o=T(e,t);if(Y.test(o))return pt(e,t);let r=/^ {0,3}(#{1,6}) +(.*)$/.exec(o);if(r){let[,{length:i}="#",a=""]=r;return[{kind:"heading",level:i,text:a.replace(/ #+ *$/,"")},t+1]}if(Ae.test(o))return[{kind:"rule"},t+1];if(n<6){if(I.test(o))return mt(e,t,n);if(/^ {0,3}>/.test(o))return yt(e,t,n)}if(o.includes("|")&&ct.test(T(e,t+1)))return ht(e,t);let s=t+1;for(;s<e.length&&!_e(T(e,s));)s++;return[{kind:"paragraph",text:e.slice(t,s).join(\`
\`)},s]}function _e(e){return e.trim()===""||Y.test(e)||Ae.test(e)||/^ {0,3}(#{1,6} |>)/.test(e)||/^ {0,3}([-*+]|1[.)]) /.test(e)}function T(e,t){return e[t]??""}function pt(e,t){let n=T(e,t),[,o="",r=""]=Y.exec(n)??[],s=c=>{let p=c.trim();return p.startsWith(o)&&p===o.charAt(0).repeat(p.length)},i=t+1;for(;i<e.length&&!s(T(e,i));)i++;let a=Ce(n),d=e.slice(t+1,i).map(c=>Le(c,a));return[{kind:"code",language:r,text:d.join(\`
\`)},i+1]}function mt(e,t,n){let o=I.exec(T(e,t))?.[2],r=[],s=t;for(;;){let i=I.exec(T(e,s));if(!i||i[2]===void 0!=(o===void 0))break;let a=i[0].length,d=[T(e,s).slice(a)];for(s++;s<e.length&&gt(e,s,d);)d.push(Le(T(e,s++),a));r.push(Q(d,n+1)),T(e,s).trim()===""&&I.test(T(e,s+1))&&s++}return[{kind:"list",start:o===void 0?void 0:Number(o),items:r},s]}function gt(e,t,n){let o=T(e,t);return o.trim()===""?/^ {2}/.test(T(e,t+1)):/^ {2}/.test(o)||n.at(-1)?.trim()!==""&&!_e(o)&&!I.test(o)}function yt(e,t,n){let o=t;for(;o<e.length&&/^ {0,3}>/.test(T(e,o));)o++;let r=e.slice(t,o).map(s=>s.replace(/^ {0,3}> ?/,""));return[{kind:"quote",blocks:Q(r,n+1)},o]}function ht(e,t){let n=t+2;for(;n<e.length&&T(e,n).includes("|");)n++;return[{kind:"table",rows:[T(e,t),...e.slice(t+2,n)].map(r=>r.trim().replace(/^\\||\\|$/g,"").split("|").map(s=>s.trim()))},n]}function Le(e,t){return e.slice(Math.min(Ce(e),t))}function Ce(e){return e.search(/[^ ]|$/)}var wt=new RegExp([/\`([^\`\\n]+)\`/,/\\*\\*([^*\\n]+(?:\\*[^*\\n]+\\*[^*\\n]*)?)\\*\\*/,/\\*([^*\\s][^*\\n]*)\\*/,/(?<!\\w)_([^_\\s][^_\\n]*)_(?!\\w)/,/\\[([^[\\]\\n]+)\\]\\((https?:\\/\\/[^\\s()<>]+)\\)/].map(({source:e})=>e).join("|"),"g");function V(e){let t=[],n=0;for(let o of e.matchAll(wt)){let[r,s,i,a,d,c,p]=o,u=a??d;o.index>n&&t.push(e.slice(n,o.index)),s!==void 0?t.push({kind:"code",text:s}):i!==void 0?t.push({kind:"strong",children:V(i)}):u!==void 0?t.push({kind:"em",children:V(u)}):t.push({kind:"link",text:c??"",url:p??""}),n=o.index+r.length}return n<e.length&&t.push(e.slice(n)),t}function Z(e){let t=l("div",{class:e}),n=[];function o(r){let s=Se(r),i=s.map(c=>JSON.stringify(c)),a=i.findIndex((c,p)=>c!==n[p]),d=a===-1?i.length:a;for(;t.childNodes.length>d;)t.lastChild?.remove();t.append(...s.slice(d).map(D)),n=i}return{element:t,show:o}}function D(e){switch(e.kind){case"code":return X(e.language,e.text);case"heading":return l(e.level<3?"h3":"h4",{},...U(e.text));case"list":return kt(e.start,e.items);case"quote":return l("blockquote",{},...e.blocks.map(D));case"table":return xt(e.rows);case"rule":return l("hr");case"paragraph":return l("p",{},...U(e.text))}}function X(e,t){let n=e===""?"Code":e;return l("figure",{class:"code"},l("figcaption",{},l("span",{},n),N(()=>t)),l("pre",{tabindex:"0",role:"region","aria-label":n},l("code",{},...e==="json"?bt(t):[t])))}function bt(e){let t=[],n=0;for(let o of e.matchAll(/("(?:[^"\\\\\\n]|\\\\.)*")(\\s*:)?|-?\\b\\d[\\d.eE+-]*|\\b(?:true|false|null)\\b/g)){let[r,s,i]=o;t.push(e.slice(n,o.index));let a=s===void 0?"value":i===void 0?"string":"name";t.push(l("span",{class:a},s??r),i??""),n=o.index+r.length}return t.push(e.slice(n)),t}function kt(e,t){let n=t.map(o=>{let[r,...s]=o,i=r?.kind==="paragraph"?U(r.text):r?[D(r)]:[];return l("li",{},...i,...s.map(D))});return e===void 0?l("ul",{},...n):l("ol",e===1?{}:{start:String(e)},...n)}function xt([e=[],...t]){let n=(r,s)=>l("tr",{},...s.map(i=>l(r,{},...U(i)))),o=l("table",{},l("thead",{},n("th",e)),l("tbody",{},...t.map(r=>n("td",r))));return l("div",{class:"wide",tabindex:"0",role:"region","aria-label":"Table"},o)}function U(e){return V(e).map(Re)}function Re(e){if(typeof e=="string")return e;if(e.kind==="code")return l("code",{},e.text);if(e.kind==="link"){let t={target:"_blank",rel:"noopener noreferrer",title:e.url};return l("a",{href:e.url,...t},e.text)}return l(e.kind,{},...e.children.map(Re))}function Ne(e,t){let n=l("li",{class:"answer"},l("span",{class:"unseen"},"Model:")),o=Mt(),r=Z("text"),s=l("div",{class:"parsed"}),i=l("div",{class:"media"}),a=Me(),d=l("span",{class:"facts"}),c=N(()=>e.content??""),p=()=>{},u=C("Try again",()=>p(),"quiet again"),y=l("div",{class:"foot"},d,l("span",{class:"space"}),c,u);n.append(o.element,r.element,s,i,a.element,y);let k=0,f;function g(x){let{live:w,structured:v}=x;p=x.onAgain,n.classList.toggle("live",w),o.show(e.reasoning_content??"",t,w);let S=v&&!w?Tt(e.content):void 0;S!==f&&(s.replaceChildren(...S===void 0?[]:[X("json",S)]),f=S),r.show(S===void 0?vt(e.content??"",v):"");let E=se(e);for(;k<E.length;k++)i.append(Et(E[k]??""));let L=w?void 0:ie(e);L!==void 0&&i.querySelector("audio")===null&&i.append(l("audio",{controls:!0,src:L})),a.show(e.tool_calls??[],x),d.textContent=t===void 0?"":At(t),y.hidden=w,c.hidden=!e.content}return{element:n,update:g}}function vt(e,t){return t&&e!==""?\`\\\`\\\`\\\`json
\${e}
\\\`\\\`\\\`\`:e}function Tt(e){try{return JSON.stringify(JSON.parse(e??""),null,2)}catch{return}}function Et(e){let t=/^data:image\\/([a-z]+)/.exec(e)?.[1]??"png",n=l("a",{href:e,download:\`image.\${t}\`,class:"quiet"},"Save");return l("figure",{},l("img",{src:e,alt:"Image that the model made"}),n)}function Mt(){let e=l("summary"),t=Z("text"),n=l("details",{class:"thoughts"},e,t.element),o=!1;e.addEventListener("click",()=>o=!0);function r(s,i,a){n.hidden=s==="";let d=a&&i?.answeredAt===void 0;o||(n.open=d);let{firstAt:c,answeredAt:p,endedAt:u,askedAt:y}=i??{askedAt:0},k=p??u,f=k!==void 0&&c!==void 0?\` for \${ee(k-y)}\`:"";e.textContent=d?"Thinking\\u2026":\`Thought\${f}\`,t.show(s)}return{element:n,show:r}}var Oe={length:"cut off at the token limit",content_filter:"stopped by a content filter",stopped:"stopped"};function At({askedAt:e,firstAt:t,endedAt:n,finishReason:o,usage:r}){let s=[];o!==void 0&&Oe[o]&&s.push(Oe[o]),n!==void 0&&s.push(ee(n-e)),t!==void 0&&s.push(\`first token \${ee(t-e)}\`);let{prompt_tokens:i,completion_tokens:a}=r??{};if(a!==void 0){s.push(\`\${i??"?"} \\u2192 \${a} tokens\`);let d=(n??0)-(t??0);t!==void 0&&d>100&&s.push(\`\${St(a/d*1e3)} tokens/s\`)}return s.join(" \\xB7 ")}function St(e){return e<10?e.toFixed(1):String(Math.round(e))}function ee(e){return e<1e3?\`\${Math.round(e)} ms\`:\`\${(e/1e3).toFixed(1)} s\`}function $e(e){let{message:t,note:n}=e;if(t.role!=="tool")return t.role==="user"?{element:_t(t),update(){}}:Ne(t,n)}function _t(e){let t=l("li",{class:"user"},l("span",{class:"unseen"},"You:"));for(let n of P(e))n.type==="image_url"?t.append(l("img",{src:n.image_url.url,alt:"Image that you sent"})):n.text!==""&&t.append(l("p",{},n.text));return t}function Be({chat:e,isStructured:t,onAgain:n,onResults:o}){let r=new Map,s=new WeakSet,i=m("#scroll"),a=m("#turns"),d=m("#failure"),c,p,u=!0;i.addEventListener("scroll",()=>{u=i.scrollHeight-i.scrollTop-i.clientHeight<40});function y(){let{turns:w}=e;m("#empty").hidden=w.length>0||e.failure!==void 0;for(let[E,L]of r)w.includes(E)||(L.element.remove(),r.delete(E));let v=Ct(w),S=w.at(-1);for(let E of w){let L=r.get(E);if(L&&E!==S&&E!==p&&!Lt(E))continue;(L??k(E))?.update(f(E,E===S,v))}p=S,g(),u&&(i.scrollTop=i.scrollHeight)}function k(w){let v=$e(w);if(v!==void 0)return r.set(w,v),t()&&s.add(w),a.append(v.element),v}function f(w,v,S){let E=v&&e.busy,L=v&&e.openCalls().length>0;return{live:E,open:L,structured:s.has(w),results:S,onAgain:n,onResults:o}}function g(){e.failure!==c&&(c=e.failure,d.replaceChildren(...c?[Rt(c,n)]:[]))}function x(){u=!0,i.scrollTop=i.scrollHeight}return{update:y,toEnd:x}}function Lt({message:e}){return e.role==="assistant"&&e.tool_calls!==void 0}function Ct(e){let t=new Map;for(let{message:n}of e)n.role==="tool"&&t.set(n.tool_call_id,n.content);return t}function Rt(e,t){let{status:n,code:o,message:r,requestId:s,retryAfter:i,details:a}=e,d=[n,o].filter(u=>u!==void 0).join(" \\xB7 "),c=[s&&\`Request \${s}\`,i&&\`Try again after \${i} s\`].filter(u=>typeof u=="string"),p=l("div",{class:"failure"},l("b",{},d===""?"Failed":d));if(p.append(l("p",{},r??"")),c.length>0&&p.append(l("p",{class:"facts"},c.join(" \\xB7 "))),a!==void 0){let u=JSON.stringify(a,null,2),y=l("pre",{tabindex:"0",role:"region","aria-label":"Details"},u);p.append(l("details",{},l("summary",{},"Details"),y))}return e.final||p.append(C("Try again",t)),p}function qe(e){let t=m("#panel"),n=m("#settings"),o=[...m("#fields").querySelectorAll("[name]")],r=[...document.querySelectorAll("[data-toggle]")],s=e,i=matchMedia("(width < 56rem)");for(let u of o)u.addEventListener("input",()=>{s[u.name]=Ot(u),d()});for(let u of r)u.addEventListener("click",()=>{let y=u.dataset.toggle??"";s[y]=!s[y],d()});m("#fields").addEventListener("submit",u=>u.preventDefault()),n.addEventListener("click",()=>t.open?t.close():a()),t.addEventListener("keydown",u=>{u.key!=="Escape"||i.matches||(u.stopPropagation(),t.close())}),i.addEventListener("change",()=>{t.open&&(t.close(),a())}),t.addEventListener("close",()=>{t.open||(document.body.classList.remove("with-panel"),n.focus())});function a(){i.matches?t.showModal():t.show(),document.body.classList.toggle("with-panel",!i.matches)}function d(){for(let u of o){let y=s[u.name];u instanceof HTMLInputElement&&u.type==="checkbox"?u.checked=y===!0:document.activeElement!==u&&(u.value=String(y??""))}for(let u of r)u.setAttribute("aria-pressed",String(s[u.dataset.toggle??""]));c("toolsJson"),c("schemaJson")}function c(u){let y=me(u,e[u]);return m(\`#\${u}-problem\`).textContent=y??"",m(\`[name=\${u}]\`).setAttribute("aria-invalid",String(y!==void 0)),y}function p(){let u=e.tools&&c("toolsJson")?"toolsJson":e.structured&&c("schemaJson")?"schemaJson":void 0;return u===void 0?!0:(t.open||a(),m(\`[name=\${u}]\`).focus(),!1)}return d(),{show:d,check:p}}function Ot(e){return e instanceof HTMLInputElement?e.type==="checkbox"?e.checked:Number.isNaN(e.valueAsNumber)?null:e.valueAsNumber:e.value}var M=j(),R=de(location),b=ce(R,M,$t),K=qe(M),ne=Ee(),Nt=Te(),B=m("#model"),O=pe({onSend:Bt,onStop:b.stop,onProblem:He}),oe=Be({chat:b,isStructured:()=>M.structured,onAgain:()=>{b.turns.length>0?H(b.again):J()},onResults:e=>{H(()=>b.send(...e))}}),Ie=0;ve();Ht();J();function $t(){Ie||=requestAnimationFrame(q)}function q(){Ie=0,oe.update(),O.show({busy:b.busy,waiting:b.openCalls().length>0})}function Bt(){let e=O.draft();e===void 0||!K.check()||(O.clear(),H(()=>b.send(e)))}async function H(e){if(b.busy)return;let t=document.activeElement===m("#prompt");oe.toEnd(),te("Waiting for the answer");let n=await e();if(n.length>0&&O.restore(n),b.failure?.status===401){let r=await ne(b.failure.message);if(r)return R.key=r,M.model===""&&await J(),await H(b.again)}q(),qt();let o=document.querySelector(".call label:not([hidden]) textarea");o&&O.draft()===void 0?o.focus():(t||document.activeElement===document.body)&&O.focus()}function qt(){let e=b.openCalls(),t=b.turns.at(-1)?.message;if(e.length>0){let n=e.map(o=>o.function.name).join(", ");te(\`The model calls \${n}: give the result\`)}else b.failure===void 0&&t?.role==="assistant"&&te(t.content?\`Answer: \${t.content}\`:"The answer is there")}function te(e){m("#status").textContent=e}function He(e){b.failure={message:e,final:!0},q()}async function J(){try{let e=await R.listModels();B.replaceChildren(...e.map(t=>l("option",{value:t},It(t)))),e.includes(M.model)||(M.model=e[0]??""),B.value=M.model,b.failure=void 0,q()}catch(e){let t=e instanceof A?e.failure:{message:String(e)};if(t.status===401){let n=await ne(R.key&&t.message);if(n)return R.key=n,await J()}b.failure=t,q()}}function It(e){return e.replace(/^google\\//,"")}function Je(e=[]){b.stop(),b.turns=e.map(t=>({message:t})),b.failure=void 0,q(),oe.toEnd(),O.focus()}function Ht(){B.addEventListener("change",()=>M.model=B.value),m("#new").addEventListener("click",()=>Je()),m("#code").addEventListener("click",Jt),m("#export").addEventListener("click",()=>{let t=b.turns.map(n=>n.message);fe("conversation.json",ye({settings:M,messages:t}))});let e=m("#import-file");m("#import").addEventListener("click",()=>e.click()),e.addEventListener("change",()=>{Pt(e)}),m("#key").addEventListener("click",async()=>{let t=await ne();t!==void 0&&(R.key=t,await J())});for(let t of document.querySelectorAll("[data-example]"))t.addEventListener("click",()=>{M.tools=t.dataset.example==="tool",M.structured=t.dataset.example==="json",K.show();let n=t.querySelector("span")?.textContent??"";H(()=>b.send({role:"user",content:n}))});document.addEventListener("keydown",t=>{t.key==="Escape"&&document.querySelector("dialog:modal")===null&&b.stop()})}function Jt(){if(!K.check())return;let e=O.draft(),t=b.turns.map(r=>r.message);e&&t.push(e);let n={role:"user",content:"Why is the sky blue?"},o=e||!b.lastBody?F(M,t.length>0?t:[n]):b.lastBody;Nt(o,{base:R.base,keyed:R.key!==""})}async function Pt(e){let t=e.files?.[0];if(t!==void 0)try{let n=he(await t.text()),{model:o}=n.settings,r=[...B.options].some(({value:s})=>s===o);Object.assign(M,n.settings,{model:r?o:M.model}),B.value=M.model,K.show(),Je(n.messages)}catch(n){He(n instanceof Error?n.message:String(n))}finally{e.value=""}}</script>
</body>
</html>
`;

/** SHA-256 of its script, as a policy names it. */
export const scriptHash = "sha256-aeSDu3AUPnDTNi07d7CvJUGTapC1hE7mk+xYb9lYCmA=";

/** SHA-256 of its style. */
export const styleHash = "sha256-64POneW0EoDRoANpgdv7Absks2ObEUMPG4EY9ruY5JA=";
