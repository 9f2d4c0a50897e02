export const style = `
:root { color-scheme: light dark; --ink: #14212b; --soft: #566773; --line: #d5dde3; --ground: #f4f7f9; --card: #fff;
  --accent: #0b6e8f; --on-accent: #fff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eef2; --soft: #a3b3be; --line: #33434f; --ground: #10181e;
  --card: #18232b; --accent: #6cc5e4; --on-accent: #06222d; --bad: #ff9a90; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
header { display: flex; gap: 1.5rem; align-items: baseline; padding: .9rem 1.25rem; border-bottom: 1px solid var(--line);
  background: var(--card); }
header > a { font-weight: 650; text-decoration: none; color: var(--ink); }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: var(--accent); }
p { max-width: 42rem; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem 1.25rem; }
.narrow { max-width: 26rem; margin: 2rem auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--soft); font-size: .85rem; }
td:nth-child(2) { min-width: 14rem; }
code, .number { font-family: ui-monospace, monospace; font-size: .92em; white-space: nowrap; }
button { font: inherit; padding: .55rem 1rem; border-radius: .45rem; border: 1px solid var(--accent); cursor: pointer;
  background: var(--accent); color: var(--on-accent); }
button.quiet { background: transparent; color: var(--accent); }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.25rem; }
.card > :first-child { margin-top: 0; }
.fields { display: grid; align-items: end; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .9rem 1.25rem; }
label { display: block; font-size: .92rem; }
label > input, label > select { display: block; width: 100%; margin-top: .2rem; font: inherit; padding: .4rem .55rem;
  border: 1px solid var(--line); border-radius: .4rem; background: var(--ground); color: var(--ink); }
output { display: block; min-height: 1.5em; margin-top: .6rem; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: .6rem; background: #fff; }
.bad { color: var(--bad); }
`;
