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
<input type="password" id="key-input" aria-label="API key" aria-describedby="key-note"
autocomplete="off" spellcheck="false">
<div class="row">
<span class="space"></span>
<button type="button" data-close>Cancel</button>
<button type="submit" class="primary">Use it</button>
</div>
</form>
</dialog>
<noscript>This page needs JavaScript.</noscript>
<script type="module">async function*te(e){let t=e.pipeThrough(new TextDecoderStream).getReader(),n="";try{for(;;){let{done:o,value:r}=await t.read(),i=(n+(r??"")).split(o?/\\r\\n|\\r|\\n/:/\\r\\n|\\r(?!$)|\\n/);n=o?"":i.pop()??"";for(let a of i)a.startsWith("data:")&&(yield a.slice(a[5]===" "?6:5));if(o)return}}finally{await t.cancel().catch(()=>{})}}function ne({images:e,audio:t}){let n=(e??[]).map(r=>r?.image_url?.url),o=t?.extra_content?.google?.mime_type;return n.length===0&&t?.data&&o?.startsWith("image/")&&n.push(\`data:\${o};base64,\${t.data}\`),n.filter(U)}function oe({audio:e}){let t=e?.extra_content?.google?.mime_type??"audio/wav";if(!(!e?.data||!/^audio\\/[\\w.+-]+$/.test(t)))return\`data:\${t};base64,\${e.data}\`}function U(e){return typeof e=="string"&&/^data:image\\/[\\w.+-]+;base64,[\\w+/=-]+$/.test(e)}function y(e){return typeof e=="object"&&e!==null&&!Array.isArray(e)}var E=class extends Error{failure;constructor(t){super(t.message),this.failure=t}};function se({origin:e,pathname:t}){let n=\`\${e}\${t.replace(/\\/*$/,"")}/v1\`,o={base:n,key:"",listModels:s,complete:i};async function r(a,c){let l=new Headers({"content-type":"application/json"});o.key!==""&&l.set("authorization",\`Bearer \${o.key}\`);let g;try{g=await fetch(\`\${n}\${a}\`,{...c,headers:l})}catch(u){throw c.signal?.aborted?u:new E({message:"Cannot reach the gateway: is it still running?"})}if(!g.ok)throw new E(await qe(g));return g}async function s(){let a=await(await r("/models",{})).json();return(y(a)&&Array.isArray(a.data)?a.data:[]).map(l=>String(y(l)?l.id:l))}async function*i(a,c){let l=await r("/chat/completions",{method:"POST",body:JSON.stringify(a),signal:c}),g=l.headers.get("x-request-id")??void 0;if(!(l.headers.get("content-type")??"").startsWith("text/event-stream")||l.body===null)return yield re(await l.json(),g);for await(let p of te(l.body)){if(p==="[DONE]")return;yield re(JSON.parse(p),g)}throw new E({message:"The stream ended before the answer was complete"})}return o}function re(e,t){if(!y(e))throw new E({message:"The answer is no JSON object"});if(e.error!==void 0)throw new E(K(e.error,{requestId:t}));let n=Array.isArray(e.choices)?e.choices[0]:void 0,{delta:o,message:r,finish_reason:s}=y(n)?n:{};return{delta:o??r,finishReason:s,usage:e.usage}}async function qe(e){let t=await e.text(),n={status:e.status,requestId:e.headers.get("x-request-id")??void 0,retryAfter:e.headers.get("retry-after")??void 0};try{let o=JSON.parse(t);return K(y(o)?o.error:o,n)}catch{return K(t.slice(0,500),n)}}function K(e,t){let n=y(e)?e:{message:String(e)},{message:o,code:r,details:s,request_id:i}=n;return JSON.parse(JSON.stringify({requestId:i,...t,message:o,code:r,details:s}))}function H(e,t){let{system:n,temperature:o,top_p:r,max_tokens:s,stream:i}=e,a=Ie(e),{effort:c,thoughts:l}=e;return{model:e.model,messages:n===""?t:[{role:"system",content:n},...t],...i&&{stream:i,stream_options:{include_usage:!0}},...o!==null&&{temperature:o},...r!==null&&{top_p:r},...s!==null&&{max_tokens:s},...c!==""&&!(l&&c!=="none")&&{reasoning_effort:c},...e.images&&{modalities:["text","image"]},...e.tools&&{tools:JSON.parse(e.toolsJson)},...e.structured&&{response_format:{type:"json_schema",json_schema:{name:"answer",schema:JSON.parse(e.schemaJson)}}},...Object.keys(a).length>0&&{extra_body:{google:a}}}}function Ie(e){let{thoughts:t,effort:n,tools:o,stream:r,streamArguments:s}=e;return{...t&&n!=="none"&&{thinking_config:{include_thoughts:!0,...n!==""&&{thinking_level:n.toUpperCase()}}},...o&&r&&s&&{stream_function_call_arguments:!0}}}var He=new Set(["content","reasoning_content","refusal","arguments","data","transcript"]);function ie(e,t){if(!y(t))return;let n=e;W(n,t);let o=y(n.extra_content)?n.extra_content.google:void 0;y(o)&&delete o.thought}function W(e,t){for(let[n,o]of Object.entries(t)){if(n==="__proto__"||o===void 0)continue;let r=Object.hasOwn(e,n)?e[n]:void 0;n==="tool_calls"&&Array.isArray(o)?e[n]=Je(Array.isArray(r)?r:[],o):y(r)&&y(o)?W(r,o):Array.isArray(r)&&Array.isArray(o)?e[n]=[...r,...o]:He.has(n)&&typeof r=="string"&&typeof o=="string"?e[n]=r+o:(o!==null||r===void 0)&&(e[n]=structuredClone(o))}}function Je(e,t){for(let n of t){if(!y(n))continue;let{index:o,...r}=n,s=typeof o=="number"&&o>=0&&o<e.length?o:e.length,i=e[s]??{};e[s]=i,y(i)&&W(i,r)}return e}function ae(e,t,n){let o,r,s={turns:[],failure:void 0,get busy(){return o!==void 0},get lastBody(){return r},async send(...a){s.turns.push(...a.map(c=>({message:c}))),await i()},async again(){for(;s.turns.at(-1)?.message.role==="assistant";)s.turns.pop();await i()},stop:()=>o?.abort(),openCalls(){let a=o?void 0:s.turns.at(-1)?.message;return a?.role==="assistant"?a.tool_calls??[]:[]}};async function i(){s.failure=void 0;let a=o=new AbortController,c={role:"assistant",content:null},l={askedAt:performance.now()},g=s.turns,u=g.map(p=>p.message);g.push({message:c,note:l}),n();try{let p=r=H(t,u);for await(let f of e.complete(p,a.signal)){let w=performance.now();ie(c,f.delta),Pe(c)&&(l.answeredAt??=w),(l.answeredAt||c.reasoning_content)&&(l.firstAt??=w),typeof f.finishReason=="string"&&(l.finishReason=f.finishReason),y(f.usage)&&(l.usage=f.usage),n()}}catch(p){delete c.tool_calls,a.signal.aborted?l.finishReason="stopped":s.failure=Fe(p)}finally{l.endedAt=performance.now(),l.firstAt===void 0&&l.finishReason===void 0&&g.pop(),o===a&&(o=void 0),n()}}return s}function Pe({content:e,tool_calls:t,images:n,audio:o}){return!!(e||t||n||o)}function Fe(e){return e instanceof E?e.failure:{message:e instanceof Error?e.message:String(e)}}function d(e,t={},...n){let o=document.createElement(e);for(let[r,s]of Object.entries(t))s!==!1&&o.setAttribute(r,s===!0?"":s);return o.append(...n),o}function L(e,t,n=""){let o=d("button",{type:"button",class:n},e);return o.addEventListener("click",t),o}function m(e){let t=document.querySelector(e);if(t===null)throw new Error(\`Cannot find \${e} in the page\`);return t}function O(e,t="quiet"){let n=L("Copy",()=>{o()},t);async function o(){let r="Copied";try{await navigator.clipboard.writeText(e())}catch{r="Cannot copy"}n.textContent=r,setTimeout(()=>n.textContent="Copy",1500)}return n}function le(e,t){let n=URL.createObjectURL(new Blob([t],{type:"application/json"}));d("a",{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e3)}function de({onSend:e,onStop:t,onProblem:n}){let o=m("#prompt"),r=m("#send"),s=m("#files"),i=m("#attachments"),a=new Map,c={busy:!1,waiting:!1};o.addEventListener("input",p),o.addEventListener("keydown",f=>{f.key!=="Enter"||f.shiftKey||f.isComposing||(f.preventDefault(),!r.disabled&&!c.busy&&e())}),r.addEventListener("click",()=>c.busy?t():e()),s.addEventListener("change",()=>{l([...s.files??[]]),s.value=""}),o.addEventListener("paste",f=>{let w=[...f.clipboardData?.files??[]];w.length!==0&&(f.preventDefault(),l(w))}),document.addEventListener("dragover",f=>{f.dataTransfer?.types.includes("Files")&&(f.preventDefault(),document.body.classList.add("dropping"))}),document.addEventListener("dragleave",f=>{f.relatedTarget===null&&document.body.classList.remove("dropping")}),document.addEventListener("drop",f=>{document.body.classList.remove("dropping"),f.dataTransfer?.types.includes("Files")&&(f.preventDefault(),l([...f.dataTransfer.files]))});async function l(f){for(let w of f){if(!w.type.startsWith("image/")){n(\`Cannot add \${w.name}: only images can be sent\`);continue}let A=await je(w),S=d("img",{src:A,alt:w.name||"Pasted image"}),b=L("\\xD7",()=>g(k),"icon");b.setAttribute("aria-label",\`Remove \${w.name||"pasted image"}\`);let k=d("div",{},S,b);a.set(k,A),i.append(k)}p()}function g(f){f.remove(),a.delete(f),p(),o.focus()}function u(){let f=o.value.trim();if(a.size===0)return f===""?void 0:{role:"user",content:f};let w=[...a.values()].map(S=>({type:"image_url",image_url:{url:S}})),A=f===""?[]:[{type:"text",text:f}];return{role:"user",content:[...w,...A]}}function p(){i.hidden=a.size===0,o.style.height="auto",o.style.height=\`\${o.scrollHeight}px\`;let{busy:f,waiting:w}=c;r.disabled=!f&&(w||u()===void 0),r.classList.toggle("busy",f);let A=f?"Stop":"Send";r.setAttribute("aria-label",A),r.title=f?"Stop (Escape)":"Send (Enter)",o.placeholder=w?"First give the tool\\u2019s result above":"Message"}return p(),{draft:u,clear(){o.value="",i.replaceChildren(),a.clear(),p()},focus:()=>o.focus(),show(f){c=f,p()}}}function je(e){return new Promise((t,n)=>{let o=new FileReader;o.onload=()=>t(String(o.result)),o.onerror=()=>n(o.error),o.readAsDataURL(e)})}var Ve=[{type:"function",function:{name:"get_weather",description:"Tells the weather at a place",parameters:{type:"object",properties:{location:{type:"string",description:"City and country"},unit:{type:"string",enum:["celsius","fahrenheit"]}},required:["location"]}}}],De={type:"object",properties:{title:{type:"string"},day:{type:"string",enum:["Monday","Tuesday","Wednesday","Thursday","Friday"]},time:{type:"string"},people:{type:"array",items:{type:"string"}}},required:["title","day","people"]};function J(){return{model:"",system:"",temperature:null,top_p:null,max_tokens:null,effort:"",stream:!0,images:!1,thoughts:!0,tools:!1,toolsJson:JSON.stringify(Ve,null,2),streamArguments:!1,structured:!1,schemaJson:JSON.stringify(De,null,2)}}function ce(e,t){try{let n=JSON.parse(t);return e==="toolsJson"&&!Array.isArray(n)?"Tools are a list: [ \\u2026 ]":e==="schemaJson"&&(typeof n!="object"||n===null)?"A schema is an object: { \\u2026 }":void 0}catch(n){return n instanceof Error?n.message:String(n)}}var ue="vertex-edge-playground";function fe({settings:e,messages:t}){return JSON.stringify({format:ue,version:1,settings:e,messages:t},null,2)}function pe(e){let t;try{t=JSON.parse(e)}catch{throw new Error("Cannot import the file: it is no JSON")}if(!y(t)||t.format!==ue||!Array.isArray(t.messages))throw new Error("Cannot import the file: it is no conversation of this page");let n=t.messages.map((o,r)=>{if(Ke(o))return o;throw new Error(\`Cannot import the file: message \${r+1} is malformed\`)});return{settings:Ue(t.settings),messages:n}}function Ue(e){let t=J();if(!y(e))return t;let n={...t};for(let[o,r]of Object.entries(t)){let s=Object.hasOwn(e,o)?e[o]:void 0,i=typeof s=="number"&&Number.isFinite(s);(r===null?i:typeof s==typeof r)&&(n[o]=s)}return n}function Ke(e){if(!y(e))return!1;switch(e.role){case"user":return _(e.content)||Array.isArray(e.content)&&e.content.every(We);case"assistant":return(_(e.content)||e.content===null)&&P(e.reasoning_content,_)&&P(e.tool_calls,ze)&&P(e.images,Ge)&&P(e.audio,y);case"tool":return _(e.tool_call_id)&&_(e.content);default:return!1}}function P(e,t){return e===void 0||t(e)}function _(e){return typeof e=="string"}function We(e){return y(e)?e.type==="text"?_(e.text):me(e):!1}function Ge(e){return Array.isArray(e)&&e.every(me)}function me(e){return y(e)&&e.type==="image_url"&&y(e.image_url)&&U(e.image_url.url)}function ze(e){return Array.isArray(e)&&e.every(t=>y(t)&&_(t.id)&&t.type==="function"&&y(t.function)&&_(t.function.name)&&_(t.function.arguments))}function ge(e,t,n){return e==="curl"?Ye(t,n):e==="openai"?Ze(t,n):Xe(t)}function ye(e){return e.replace(/(data:[\\w/.+-]+;base64,[\\w+/=]{12})[\\w+/=]+/g,(t,n)=>\`\${n}\\u2026 \${t.length} characters\`)}function Ye(e,{base:t,keyed:n}){let o=n?\` \\\\
  -H "authorization: Bearer $API_KEY"\`:"";return\`curl \${e.stream?"-N ":""}\${Qe(\`\${t}/chat/completions\`)} \\\\
  -H "content-type: application/json"\${o} \\\\
  -d @- <<'JSON'
\${JSON.stringify(e,null,2)}
JSON\`}function Qe(e){return\`'\${e.replaceAll("'","'\\\\''")}'\`}function Ze(e,{base:t,keyed:n}){let o=n?"process.env.API_KEY":'"unused"';return\`import OpenAI from "openai";

const openai = new OpenAI({ baseURL: \${JSON.stringify(t)}, apiKey: \${o} });
\${he("openai",e)}\`}function Xe(e){return\`import { createVertex } from "@vertex-edge/client";

// The service account's key: an object, its JSON, or base64 of it.
const vertex = createVertex({ credentials: process.env.GOOGLE_SERVICE_ACCOUNT_KEY });
\${he("vertex",e)}\`}function he(e,t){let n=\`await \${e}.chat.completions.create(\${et(t)});\`;return t.stream?\`const stream = \${n}
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}\`:\`const completion = \${n}
console.log(completion.choices[0].message);\`}function et(e){return JSON.stringify(e,null,2).replace(/^( +)"([A-Za-z]\\w*)":/gm,"$1$2:")}function we(){for(let e of document.querySelectorAll("[data-close]"))e.addEventListener("click",()=>e.closest("dialog")?.close())}function be(){let e=m("#snippets"),t=r=>"",n=()=>m("[name=snippet]:checked").value,o=()=>m("#snippet").textContent=ye(t(n()));m("#copy-snippet").replaceWith(O(()=>t(n()),""));for(let r of document.querySelectorAll("[name=snippet]"))r.addEventListener("change",o);return(r,s)=>{t=i=>ge(i,r,s),o(),e.showModal()}}function ke(){let e=m("#key-dialog"),t=m("#key-input"),n,o=r=>{};return m("#key-form").addEventListener("submit",r=>{r.preventDefault(),n=t.value.trim(),e.close()}),e.addEventListener("close",()=>{t.value="",o(n)}),()=>(n=void 0,e.showModal(),new Promise(r=>o=r))}function xe(){let e=d("div",{class:"calls"}),t=[],n,o=()=>{};function r(s,i){for(let[a,c]of s.entries()){let l=t[a];l===void 0&&(t[a]=l=tt(()=>o()),e.append(l.element)),l.show(c,i)}for(let a of t.splice(s.length))a.element.remove();if(o=()=>{let a=s.map(({id:c},l)=>({role:"tool",tool_call_id:c,content:t[l]?.result()||"{}"}));i.onResults(a)},!i.open)n?.remove(),n=void 0;else if(n===void 0){let a=s.length>1?"Send results":"Send result";e.append(n=L(a,()=>o(),"primary"))}}return{element:e,show:r}}function tt(e){let t=d("b"),n=d("code"),o=d("textarea",{rows:"2",class:"code",spellcheck:"false",placeholder:"{}"}),r=d("label",{hidden:!0},"Result",o),s=d("pre",{class:"result",hidden:!0}),i=d("div",{class:"call"},d("div",{},t,n),r,s);o.addEventListener("keydown",c=>{c.key!=="Enter"||c.shiftKey||c.isComposing||(c.preventDefault(),e())});function a(c,{open:l,results:g}){let{name:u="",arguments:p=""}=c.function??{};t.textContent=u,n.textContent=ot(p);let f=g.get(c.id);l&&r.hidden&&(o.value=nt(u)),o.setAttribute("aria-label",\`Result of \${u}\`),r.hidden=!l,s.hidden=f===void 0,s.textContent=f??""}return{element:i,show:a,result:()=>o.value.trim()}}function nt(e){return e==="get_weather"?'{"temperature": 21, "sky": "clear"}':""}function ot(e){try{let t=JSON.parse(e);return JSON.stringify(t,null,JSON.stringify(t).length>60?2:0)}catch{return e}}var ve=/^ {0,3}(\`{3,}|~{3,})\\s*([\\w+#.-]*)/,B=/^( {0,3})(?:[-*+]|(\\d{1,9})[.)])( +|$)/,Te=/^ {0,3}([-*_])( *\\1){2,} *$/,rt=/^[ :|]*-[-: |]*$/;function Ee(e,t=0){return G(e.split(/\\r?\\n/),t)}function G(e,t){let n=[];for(let o=0;o<e.length;)if(e[o]?.trim()==="")o++;else{let[r,s]=st(e,o,t);n.push(r),o=s}return n}function st(e,t,n){let o=e[t]??"",r=ve.exec(o);if(r)return it(e,t,r[1]??"\`\`\`",r[2]??"");let s=/^ {0,3}(#{1,6}) +(.*)$/.exec(o);if(s){let a=(s[2]??"").replace(/ #+ *$/,"");return[{kind:"heading",level:s[1]?.length??1,text:a},t+1]}if(Te.test(o))return[{kind:"rule"},t+1];if(n<6){if(B.test(o))return at(e,t,n);if(/^ {0,3}>/.test(o))return dt(e,t,n)}if(o.includes("|")&&rt.test(e[t+1]??""))return ct(e,t);let i=t+1;for(;i<e.length&&!Ae(e[i]??"");)i++;return[{kind:"paragraph",text:e.slice(t,i).join(\`
\`)},i]}function Ae(e){return e.trim()===""||ve.test(e)||Te.test(e)||/^ {0,3}(#{1,6} |>)/.test(e)||/^ {0,3}([-*+]|1[.)]) /.test(e)}function it(e,t,n,o){let r=c=>{let l=c.trim();return l.startsWith(n)&&l===n.charAt(0).repeat(l.length)},s=t+1;for(;s<e.length&&!r(e[s]??"");)s++;let i=/^ */.exec(e[t]??"")?.[0].length??0,a=e.slice(t+1,s).map(c=>Se(c,i));return[{kind:"code",language:o,text:a.join(\`
\`)},s+1]}function at(e,t,n){let o=B.exec(e[t]??"")?.[2],r=[],s=t;for(;;){let i=B.exec(e[s]??"");if(!i||i[2]===void 0!=(o===void 0))break;let a=i[0].length,c=[(e[s]??"").slice(a)];for(s++;s<e.length&&lt(e,s,c);)c.push(Se(e[s++]??"",a));r.push(G(c,n+1)),e[s]?.trim()===""&&B.test(e[s+1]??"")&&s++}return[{kind:"list",start:o===void 0?void 0:Number(o),items:r},s]}function lt(e,t,n){let o=e[t]??"";return o.trim()===""?/^ {2}/.test(e[t+1]??""):/^ {2}/.test(o)||n.at(-1)?.trim()!==""&&!Ae(o)&&!B.test(o)}function dt(e,t,n){let o=t;for(;o<e.length&&/^ {0,3}>/.test(e[o]??"");)o++;let r=e.slice(t,o).map(s=>s.replace(/^ {0,3}> ?/,""));return[{kind:"quote",blocks:G(r,n+1)},o]}function ct(e,t){let n=t+2;for(;n<e.length&&e[n]?.includes("|");)n++;return[{kind:"table",rows:[e[t]??"",...e.slice(t+2,n)].map(r=>r.trim().replace(/^\\||\\|$/g,"").split("|").map(s=>s.trim()))},n]}function Se(e,t){let n=/^ */.exec(e)?.[0].length??0;return e.slice(Math.min(n,t))}var ut=new RegExp([/\`([^\`\\n]+)\`/,/\\*\\*([^*\\n]+(?:\\*[^*\\n]+\\*[^*\\n]*)?)\\*\\*/,/\\*([^*\\s][^*\\n]*)\\*/,/(?<!\\w)_([^_\\s][^_\\n]*)_(?!\\w)/,/\\[([^[\\]\\n]+)\\]\\((https?:\\/\\/[^\\s()<>]+)\\)/].map(({source:e})=>e).join("|"),"g");function F(e){let t=[],n=0;for(let o of e.matchAll(ut)){let[r,s,i,a,c,l,g]=o,u=a??c;o.index>n&&t.push(e.slice(n,o.index)),s!==void 0?t.push({kind:"code",text:s}):i!==void 0?t.push({kind:"strong",children:F(i)}):u!==void 0?t.push({kind:"em",children:F(u)}):t.push({kind:"link",text:l??"",url:g??""}),n=o.index+r.length}return n<e.length&&t.push(e.slice(n)),t}function z(e){let t=d("div",{class:e}),n=[];function o(r){let s=Ee(r),i=s.map(l=>JSON.stringify(l)),a=i.findIndex((l,g)=>l!==n[g]),c=a===-1?i.length:a;for(;t.childNodes.length>c;)t.lastChild?.remove();t.append(...s.slice(c).map(j)),n=i}return{element:t,show:o}}function j(e){switch(e.kind){case"code":return Y(e.language,e.text);case"heading":return d(e.level<3?"h3":"h4",{},...V(e.text));case"list":return pt(e.start,e.items);case"quote":return d("blockquote",{},...e.blocks.map(j));case"table":return mt(e.rows);case"rule":return d("hr");case"paragraph":return d("p",{},...V(e.text))}}function Y(e,t){let n=e===""?"Code":e;return d("figure",{class:"code"},d("figcaption",{},d("span",{},n),O(()=>t)),d("pre",{tabindex:"0",role:"region","aria-label":n},d("code",{},...e==="json"?ft(t):[t])))}function ft(e){let t=[],n=0;for(let o of e.matchAll(/("(?:[^"\\\\\\n]|\\\\.)*")(\\s*:)?|-?\\b\\d[\\d.eE+-]*|\\b(?:true|false|null)\\b/g)){let[r,s,i]=o;t.push(e.slice(n,o.index));let a=s===void 0?"value":i===void 0?"string":"name";t.push(d("span",{class:a},s??r),i??""),n=o.index+r.length}return t.push(e.slice(n)),t}function pt(e,t){let n=t.map(o=>{let[r,...s]=o,i=r?.kind==="paragraph"?V(r.text):r?[j(r)]:[];return d("li",{},...i,...s.map(j))});return e===void 0?d("ul",{},...n):d("ol",e===1?{}:{start:String(e)},...n)}function mt([e=[],...t]){let n=(r,s)=>d("tr",{},...s.map(i=>d(r,{},...V(i)))),o=d("table",{},d("thead",{},n("th",e)),d("tbody",{},...t.map(r=>n("td",r))));return d("div",{class:"wide",tabindex:"0",role:"region","aria-label":"Table"},o)}function V(e){return F(e).map(Me)}function Me(e){if(typeof e=="string")return e;if(e.kind==="code")return d("code",{},e.text);if(e.kind==="link"){let t={target:"_blank",rel:"noopener noreferrer",title:e.url};return d("a",{href:e.url,...t},e.text)}return d(e.kind,{},...e.children.map(Me))}function _e(e,t){let n=d("li",{class:"answer"},d("span",{class:"unseen"},"Model:")),o=wt(),r=z("text"),s=d("div",{class:"parsed"}),i=d("div",{class:"media"}),a=xe(),c=d("span",{class:"facts"}),l=O(()=>e.content??""),g=()=>{},u=L("Try again",()=>g(),"quiet again"),p=d("div",{class:"foot"},c,d("span",{class:"space"}),l,u);n.append(o.element,r.element,s,i,a.element,p);let f=0,w;function A(S){let{live:b,structured:k}=S;g=S.onAgain,n.classList.toggle("live",b),o.show(e.reasoning_content??"",t,b);let T=k&&!b?yt(e.content):void 0;T!==w&&(s.replaceChildren(...T===void 0?[]:[Y("json",T)]),w=T),r.show(T===void 0?gt(e.content??"",k):"");let x=ne(e);for(;f<x.length;f++)i.append(ht(x[f]??""));let M=b?void 0:oe(e);M!==void 0&&i.querySelector("audio")===null&&i.append(d("audio",{controls:!0,src:M})),a.show(e.tool_calls??[],S),c.textContent=t===void 0?"":bt(t),p.hidden=b,l.hidden=!e.content}return{element:n,update:A}}function gt(e,t){return t&&e!==""?\`\\\`\\\`\\\`json
\${e}
\\\`\\\`\\\`\`:e}function yt(e){try{return JSON.stringify(JSON.parse(e??""),null,2)}catch{return}}function ht(e){let t=/^data:image\\/([a-z]+)/.exec(e)?.[1]??"png",n=d("a",{href:e,download:\`image.\${t}\`,class:"quiet"},"Save");return d("figure",{},d("img",{src:e,alt:"Image that the model made"}),n)}function wt(){let e=d("summary"),t=z("text"),n=d("details",{class:"thoughts"},e,t.element),o=!1;e.addEventListener("click",()=>o=!0);function r(s,i,a){n.hidden=s==="";let c=a&&i?.answeredAt===void 0;o||(n.open=c);let{firstAt:l,answeredAt:g,endedAt:u,askedAt:p}=i??{askedAt:0},f=g??u,w=f!==void 0&&l!==void 0?\` for \${Q(f-p)}\`:"";e.textContent=c?"Thinking\\u2026":\`Thought\${w}\`,t.show(s)}return{element:n,show:r}}var Le={length:"cut off at the token limit",content_filter:"stopped by a content filter",stopped:"stopped"};function bt({askedAt:e,firstAt:t,endedAt:n,finishReason:o,usage:r}){let s=[];o!==void 0&&Le[o]&&s.push(Le[o]),n!==void 0&&s.push(Q(n-e)),t!==void 0&&s.push(\`first token \${Q(t-e)}\`);let{prompt_tokens:i,completion_tokens:a}=r??{};if(a!==void 0){s.push(\`\${i??"?"} \\u2192 \${a} tokens\`);let c=(n??0)-(t??0);t!==void 0&&c>100&&s.push(\`\${kt(a/c*1e3)} tokens/s\`)}return s.join(" \\xB7 ")}function kt(e){return e<10?e.toFixed(1):String(Math.round(e))}function Q(e){return e<1e3?\`\${Math.round(e)} ms\`:\`\${(e/1e3).toFixed(1)} s\`}function Ce(e){let{message:t,note:n}=e;if(t.role!=="tool")return t.role==="user"?{element:xt(t),update(){}}:_e(t,n)}function xt({content:e}){let t=typeof e=="string"?[{type:"text",text:e}]:e,n=d("li",{class:"user"},d("span",{class:"unseen"},"You:"));for(let o of t)o.type==="image_url"?n.append(d("img",{src:o.image_url.url,alt:"Image that you sent"})):o.text!==""&&n.append(d("p",{},o.text));return n}function Re({chat:e,isStructured:t,onAgain:n,onResults:o}){let r=new Map,s=new WeakSet,i=m("#scroll"),a=m("#turns"),c=m("#failure"),l,g,u=!0;i.addEventListener("scroll",()=>{u=i.scrollHeight-i.scrollTop-i.clientHeight<40});function p(){let{turns:b}=e;m("#empty").hidden=b.length>0||e.failure!==void 0;for(let[x,M]of r)b.includes(x)||(M.element.remove(),r.delete(x));let k=Tt(b),T=b.at(-1);for(let x of b){let M=r.get(x);if(M&&x!==T&&x!==g&&!vt(x))continue;(M??f(x))?.update(w(x,x===T,k))}g=T,A(),u&&(i.scrollTop=i.scrollHeight)}function f(b){let k=Ce(b);if(k!==void 0)return r.set(b,k),t()&&s.add(b),a.append(k.element),k}function w(b,k,T){let x=k&&e.busy,M=k&&e.openCalls().length>0;return{live:x,open:M,structured:s.has(b),results:T,onAgain:n,onResults:o}}function A(){e.failure!==l&&(l=e.failure,c.replaceChildren(...l?[Et(l,n)]:[]))}function S(){u=!0,i.scrollTop=i.scrollHeight}return{update:p,toEnd:S}}function vt({message:e}){return e.role==="assistant"&&e.tool_calls!==void 0}function Tt(e){let t=new Map;for(let{message:n}of e)n.role==="tool"&&t.set(n.tool_call_id,n.content);return t}function Et(e,t){let{status:n,code:o,message:r,requestId:s,retryAfter:i,details:a}=e,c=[n,o].filter(u=>u!==void 0).join(" \\xB7 "),l=[s&&\`Request \${s}\`,i&&\`Try again after \${i} s\`].filter(u=>typeof u=="string"),g=d("div",{class:"failure"},d("b",{},c===""?"Failed":c));if(g.append(d("p",{},r??"")),l.length>0&&g.append(d("p",{class:"facts"},l.join(" \\xB7 "))),a!==void 0){let u=JSON.stringify(a,null,2),p=d("pre",{tabindex:"0",role:"region","aria-label":"Details"},u);g.append(d("details",{},d("summary",{},"Details"),p))}return e.final||g.append(L("Try again",t)),g}function Oe(e){let t=m("#panel"),n=m("#settings"),o=[...m("#fields").querySelectorAll("[name]")],r=[...document.querySelectorAll("[data-toggle]")],s=e,i=matchMedia("(width < 56rem)");for(let u of o)u.addEventListener("input",()=>{s[u.name]=At(u),c()});for(let u of r)u.addEventListener("click",()=>{let p=u.dataset.toggle??"";s[p]=!s[p],c()});m("#fields").addEventListener("submit",u=>u.preventDefault()),n.addEventListener("click",()=>t.open?t.close():a()),t.addEventListener("keydown",u=>{u.key!=="Escape"||i.matches||(u.stopPropagation(),t.close())}),i.addEventListener("change",()=>{t.open&&(t.close(),a())}),t.addEventListener("close",()=>{t.open||(document.body.classList.remove("with-panel"),n.focus())});function a(){i.matches?t.showModal():t.show(),document.body.classList.toggle("with-panel",!i.matches)}function c(){for(let u of o){let p=s[u.name];u instanceof HTMLInputElement&&u.type==="checkbox"?u.checked=p===!0:document.activeElement!==u&&(u.value=String(p??""))}for(let u of r)u.setAttribute("aria-pressed",String(s[u.dataset.toggle??""]));l("toolsJson"),l("schemaJson")}function l(u){let p=ce(u,e[u]);return m(\`#\${u}-problem\`).textContent=p??"",m(\`[name=\${u}]\`).setAttribute("aria-invalid",String(p!==void 0)),p}function g(){let u=e.tools&&l("toolsJson")?"toolsJson":e.structured&&l("schemaJson")?"schemaJson":void 0;return u===void 0?!0:(t.open||a(),m(\`[name=\${u}]\`).focus(),!1)}return c(),{show:c,check:g}}function At(e){return e instanceof HTMLInputElement?e.type==="checkbox"?e.checked:Number.isNaN(e.valueAsNumber)?null:e.valueAsNumber:e.value}var v=J(),C=se(location),h=ae(C,v,Mt),D=Oe(v),X=ke(),St=be(),N=m("#model"),R=de({onSend:Lt,onStop:h.stop,onProblem:$e}),ee=Re({chat:h,isStructured:()=>v.structured,onAgain:()=>{h.turns.length>0?q(h.again):I()},onResults:e=>{q(()=>h.send(...e))}}),Ne=0;we();Rt();I();function Mt(){Ne||=requestAnimationFrame($)}function $(){Ne=0,ee.update(),R.show({busy:h.busy,waiting:h.openCalls().length>0})}function Lt(){let e=R.draft();e===void 0||!D.check()||(R.clear(),q(()=>h.send(e)))}async function q(e){if(h.busy)return;let t=document.activeElement===m("#prompt");if(ee.toEnd(),Z("Waiting for the answer"),await e(),h.failure?.status===401){let o=await X();if(o)return C.key=o,v.model===""&&await I(),await q(h.again)}$(),_t();let n=document.querySelector(".call label:not([hidden]) textarea");n&&R.draft()===void 0?n.focus():(t||document.activeElement===document.body)&&R.focus()}function _t(){let e=h.openCalls(),t=h.turns.at(-1)?.message;if(e.length>0){let n=e.map(o=>o.function.name).join(", ");Z(\`The model calls \${n}: give the result\`)}else h.failure===void 0&&t?.role==="assistant"&&Z(t.content?\`Answer: \${t.content}\`:"The answer is there")}function Z(e){m("#status").textContent=e}function $e(e){h.failure={message:e,final:!0},$()}async function I(){try{let e=await C.listModels();N.replaceChildren(...e.map(t=>d("option",{value:t},Ct(t)))),e.includes(v.model)||(v.model=e[0]??""),N.value=v.model,h.failure=void 0,$()}catch(e){let t=e instanceof E?e.failure:{message:String(e)};if(t.status===401){let n=await X();if(n)return C.key=n,await I()}h.failure=t,$()}}function Ct(e){return e.replace(/^google\\//,"")}function Be(e=[]){h.stop(),h.turns=e.map(t=>({message:t})),h.failure=void 0,$(),ee.toEnd(),R.focus()}function Rt(){N.addEventListener("change",()=>v.model=N.value),m("#new").addEventListener("click",()=>Be()),m("#code").addEventListener("click",Ot),m("#export").addEventListener("click",()=>{let t=h.turns.map(n=>n.message);le("conversation.json",fe({settings:v,messages:t}))});let e=m("#import-file");m("#import").addEventListener("click",()=>e.click()),e.addEventListener("change",()=>{Nt(e)}),m("#key").addEventListener("click",async()=>{let t=await X();t!==void 0&&(C.key=t,await I())});for(let t of document.querySelectorAll("[data-example]"))t.addEventListener("click",()=>{v.tools=t.dataset.example==="tool",v.structured=t.dataset.example==="json",D.show();let n=t.querySelector("span")?.textContent??"";q(()=>h.send({role:"user",content:n}))});document.addEventListener("keydown",t=>{t.key==="Escape"&&document.querySelector("dialog:modal")===null&&h.stop()})}function Ot(){if(!D.check())return;let e=R.draft(),t=h.turns.map(r=>r.message);e&&t.push(e);let n={role:"user",content:"Why is the sky blue?"},o=e||!h.lastBody?H(v,t.length>0?t:[n]):h.lastBody;St(o,{base:C.base,keyed:C.key!==""})}async function Nt(e){let t=e.files?.[0];if(t!==void 0)try{let n=pe(await t.text()),{model:o}=n.settings,r=[...N.options].some(({value:s})=>s===o);Object.assign(v,n.settings,{model:r?o:v.model}),N.value=v.model,D.show(),Be(n.messages)}catch(n){$e(n instanceof Error?n.message:String(n))}finally{e.value=""}}</script>
</body>
</html>
`;

/** SHA-256 of its script, as a policy names it. */
export const scriptHash = "sha256-qXG0+iThqaJ08d+vdYk0bAlw6qEy/xOE20ESMsvDW9I=";

/** SHA-256 of its style. */
export const styleHash = "sha256-64POneW0EoDRoANpgdv7Absks2ObEUMPG4EY9ruY5JA=";
