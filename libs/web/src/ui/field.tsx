import { type InputHTMLAttributes, useId } from 'react';

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'onChange'> {
  readonly label: string;
  readonly onValue: (value: string) => void;
  readonly problem?: string | undefined;
  readonly hint?: string;
}

/** A labelled input with its hint and its problem tied to it. */
export function Field({ label, onValue, problem, hint, className = '', ...input }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, problem === undefined ? '' : `${id}-problem`];
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>
        {label}
        {input.required === true ? null : <span className="field-optional"> (optional)</span>}
      </label>
      <input
        {...input}
        id={id}
        onChange={(event) => onValue(event.target.value)}
        aria-invalid={problem !== undefined}
        aria-describedby={described.join(' ').trim() || undefined}
      />
      {hint === undefined ? null : (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem === undefined ? null : (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
