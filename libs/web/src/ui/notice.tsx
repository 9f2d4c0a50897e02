import { type ReactNode, useEffect, useRef } from 'react';

export type Tone = 'info' | 'good' | 'warning' | 'bad';

interface NoticeProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  /** Moves the focus here when it appears: for what stops the customer. */
  readonly takeFocus?: boolean;
  readonly level?: 2 | 3;
}

const MARKS: Record<Tone, string> = { info: 'i', good: '✓', warning: '!', bad: '×' };

/** A message with a title; `bad` and `warning` interrupt a screen reader, the others wait for their turn. */
export function Notice({ tone, title, children, takeFocus = false, level = 2 }: NoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takeFocus) box.current?.focus();
  }, [takeFocus, title]);
  const Heading = level === 2 ? 'h2' : 'h3';
  const urgent = tone === 'bad' || tone === 'warning';
  return (
    <div className={`notice notice-${tone}`} role={urgent ? 'alert' : 'status'} tabIndex={-1} ref={box}>
      <span className="notice-mark" aria-hidden="true">
        {MARKS[tone]}
      </span>
      <div className="notice-text">
        <Heading className="notice-title">{title}</Heading>
        {children}
      </div>
    </div>
  );
}
