/** What the explorer's page adds to the style of the report: the form beside the results, under each other on a phone. */
export const EXPLORER_STYLE = `
.layout { max-width: 1400px; margin: 0 auto; padding: 0 20px; display: grid; gap: 0 32px;
  grid-template-columns: minmax(0, 1fr); }
@media (min-width: 1000px) {
  .layout { grid-template-columns: 330px minmax(0, 1fr); }
  .controls { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding-right: 6px; }
}
.layout header, .layout nav, .layout main { max-width: none; width: 100%; margin: 0; padding-inline: 0; }
.controls { font-size: 0.92rem; padding-block: 16px; }
.controls h1 { font-size: 1.35rem; }
.controls h2 { margin: 18px 0 6px; font-size: 1rem; }
.group { border-top: 1px solid var(--line); padding: 8px 0; }
.group summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
.field { display: grid; grid-template-columns: minmax(0, 1fr) 104px; gap: 2px 10px; align-items: center; padding: 4px 0; }
.field.choice { grid-template-columns: minmax(0, 1fr) minmax(0, 190px); }
.field input[type="range"] { grid-column: 1 / -1; width: 100%; accent-color: var(--original); margin: 0; }
.field.changed label { font-weight: 600; }
.field.changed label::after { content: " •"; color: var(--kvstoremesh); }
.controls input, .controls select, .controls textarea, .controls button { font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--axis); border-radius: 4px; padding: 3px 8px; max-width: 100%; }
.controls input[type="range"] { padding: 0; border: 0; background: none; }
.controls textarea { width: 100%; min-height: 5em; font-family: ui-monospace, monospace; font-size: 0.82rem; }
.controls button { cursor: pointer; margin: 0 6px 6px 0; }
.controls button:disabled { opacity: 0.5; cursor: default; }
.controls button.main { background: var(--link); border-color: var(--link); color: var(--paper); font-weight: 600;
  padding: 6px 22px; }
.controls progress { width: 100%; }
.controls .original progress { accent-color: var(--original); }
.controls .kvstoremesh progress { accent-color: var(--kvstoremesh); }
.errors p { color: var(--alarm); background: var(--alarm-paper); border: 1px solid var(--alarm); border-radius: 4px;
  padding: 6px 10px; margin: 6px 0; }
.estimate, .hint { color: var(--muted); font-size: 0.85rem; }
.command { display: block; overflow-wrap: anywhere; background: var(--code); padding: 8px 10px; border-radius: 4px; }
#results { min-height: 60vh; padding-bottom: 40px; }
.picture:empty { min-height: 320px; }
figure.live { margin: 16px 0; overflow-x: auto; }
`;
