import { useEffect, useRef, useState } from 'react';
import { announce } from './announce.js';

/** Puts `text` on the clipboard. `what` says to those who cannot see it what is copied. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [label, setLabel] = useState('Copy');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = async (): Promise<void> => {
    const copied = await toClipboard(text);
    setLabel(copied ? 'Copied' : 'Not copied');
    announce(copied ? `${what} copied` : `${what} could not be copied: please mark it and copy it by hand`);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setLabel('Copy'), 4_000);
  };
  return (
    <button type="button" className="button button-secondary button-small copy-button" onClick={() => void copy()}>
      {label}
      <span className="visually-hidden">{label === 'Copy' ? ` ${what}` : ''}</span>
    </button>
  );
}

// Absent on plain http outside localhost.
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
