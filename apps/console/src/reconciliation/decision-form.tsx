import { type DecisionAction, decideDiscrepancy, type DiscrepancyWithLog } from '@breakwater/contracts';
import { call, Notice, useAct } from '@breakwater/web';
import { type FormEvent, useId, useState } from 'react';
import { actionWords, decisionTrouble } from './discrepancy-words.js';

interface Decision {
  readonly action: DecisionAction;
  readonly note: string;
}

interface Props {
  readonly item: DiscrepancyWithLog;
  readonly onDecided: (item: DiscrepancyWithLog) => void;
}

/** What an operator decides, with the reason. It is logged with the name before it is done. */
export function DecisionForm({ item, onDecided }: Props) {
  const [action, setAction] = useState<DecisionAction>();
  const [note, setNote] = useState('');
  const [checked, setChecked] = useState(false);
  const id = useId();
  const { busy, error, unsettled, run, again } = useAct<Decision>(async (body) => {
    const params = { discrepancyId: item.id };
    onDecided(await call(decideDiscrepancy, { params, body, timeoutMs: 30_000 }));
  });
  const isLocked = busy || unsettled !== undefined;
  const noteProblem = checked && note.trim() === '' ? 'Say why: the next person will ask.' : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    if (unsettled !== undefined) return void again();
    setChecked(true);
    if (action !== undefined && note.trim() !== '') void run({ action, note: note.trim() });
  };
  return (
    <form className="card panel" onSubmit={submit} noValidate aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Decide</h2>
      {unsettled === undefined ? null : (
        <Notice tone="warning" title="We do not know yet whether your decision arrived" level={3} takeFocus>
          <p>
            {actionWords(unsettled.action).name}: {unsettled.note}
          </p>
          <p>The answer did not come. Sending the same decision again is safe.</p>
        </Notice>
      )}
      {error === undefined || unsettled !== undefined ? null : (
        <Notice tone="bad" title="The decision did not go through" level={3} takeFocus>
          <p>{decisionTrouble(error.code, error.message)}</p>
        </Notice>
      )}
      <fieldset className="choices" disabled={isLocked}>
        <legend className="field-label">What is to be done</legend>
        {item.permittedActions.map((one) => (
          <label key={one} className="choice">
            <input
              type="radio"
              name={`${id}-action`}
              value={one}
              checked={action === one}
              onChange={() => setAction(one)}
            />
            <span>
              <strong>{actionWords(one).name}</strong> <span className="quiet">{actionWords(one).effect}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {checked && action === undefined ? (
        <p className="field-problem" role="alert">
          Choose what is to be done.
        </p>
      ) : null}
      <div className="field">
        <label htmlFor={`${id}-note`}>Note</label>
        <textarea
          id={`${id}-note`}
          rows={3}
          maxLength={500}
          required
          disabled={isLocked}
          value={note}
          onChange={(event) => setNote(event.target.value.replaceAll(/[\r\n]+/g, ' '))}
          aria-invalid={noteProblem !== undefined}
          aria-describedby={noteProblem === undefined ? undefined : `${id}-problem`}
        />
        {noteProblem === undefined ? null : (
          <p className="field-problem" id={`${id}-problem`}>
            {noteProblem}
          </p>
        )}
      </div>
      <p className="button-row">
        <button type="submit" className="button button-primary" aria-disabled={busy}>
          {busy ? <span className="spinner" aria-hidden="true" /> : null}
          {unsettled === undefined ? 'Decide' : 'Ask again about this decision'}
        </button>
      </p>
    </form>
  );
}
