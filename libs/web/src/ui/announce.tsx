import { createStore, useStore } from '../state/store.js';

const spoken = createStore({ text: '', turn: 0 });

/** Says something to people who listen to the page. */
export function announce(text: string): void {
  spoken.set({ text, turn: spoken.get().turn + 1 });
}

/** The one polite live region; put it into the page's frame once. */
export function Announcer() {
  const { text, turn } = useStore(spoken);
  // A trailing blank every other time: the same words twice in a row are spoken twice.
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {text + (turn % 2 === 0 ? '' : '\u00A0')}
    </p>
  );
}
