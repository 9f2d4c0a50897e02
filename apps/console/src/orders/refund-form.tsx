import { type Order, refundOrder } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { call, Dialog, Field, Notice, useAct } from '@breakwater/web';
import { type FormEvent, useState } from 'react';
import { orderTrouble } from './order-trouble.js';
import { RefundChoices } from './refund-choices.js';
import { EMPTY_DRAFT, type RefundBody, refundBody, type RefundDraft, refundWords } from './refundable.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly onStale: () => void;
}

interface Asked {
  readonly body: RefundBody;
  /** What the operator said yes to. */
  readonly words: string;
}

export function RefundForm({ order, onOrder, onStale }: Props) {
  const [draft, setDraft] = useState<RefundDraft>(EMPTY_DRAFT);
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const { busy, error, unsettled, run, again } = useAct<Asked>(async ({ body: { lines, ...rest } }, key) => {
    const body = { ...rest, ...(lines === undefined ? {} : { lines: [...lines] }) };
    const headers = { 'idempotency-key': key };
    onOrder(await call(refundOrder, { params: { orderId: order.id }, body, headers, timeoutMs: 30_000 }));
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy || unsettled !== undefined) return;
    const body = refundBody(order, draft);
    setProblem(typeof body === 'string' ? body : undefined);
    if (typeof body !== 'string') setAsked({ body, words: refundWords(order, body) });
  };
  const settle = async (done: Promise<boolean>): Promise<void> => {
    if (await done) setDraft(EMPTY_DRAFT);
    else onStale();
  };
  const refund = (): void => {
    setAsked(undefined);
    if (asked !== undefined) void settle(run(asked));
  };
  const left = formatMoney(order.refundable);
  return (
    <form className="card panel" onSubmit={submit} noValidate aria-labelledby="refund">
      <h2 id="refund">Refund</h2>
      <p className="quiet">{left} may still be given back.</p>
      {unsettled === undefined ? null : (
        <Notice tone="warning" title="We do not know yet whether this refund was made" level={3} takeFocus>
          <p>{unsettled.words}</p>
          <p>The answer did not come. Asking again is safe: it is done once only.</p>
          <p>
            <button type="button" className="button button-primary button-small" onClick={() => void settle(again())}>
              Ask again about this refund
            </button>
          </p>
        </Notice>
      )}
      {error === undefined || unsettled !== undefined ? null : (
        <Notice tone="bad" title="The refund did not go through" level={3} takeFocus>
          <p>{orderTrouble(error)}</p>
        </Notice>
      )}
      <fieldset className="refund-draft" disabled={busy || unsettled !== undefined}>
        <RefundChoices order={order} draft={draft} left={left} onDraft={setDraft} />
        <Field
          label="Reason"
          required
          maxLength={200}
          value={draft.reason}
          onValue={(reason) => setDraft({ ...draft, reason })}
          hint="The customer reads it on the order’s page."
        />
      </fieldset>
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <p className="button-row">
        <button type="submit" className="button button-primary" aria-disabled={busy || unsettled !== undefined}>
          {busy ? <span className="spinner" aria-hidden="true" /> : null}
          Refund…
        </button>
      </p>
      <Dialog title={`Refund order ${order.number}?`} open={asked !== undefined} onClose={() => setAsked(undefined)}>
        <p>{asked?.words} This cannot be undone.</p>
        <div className="button-row">
          <button type="button" className="button button-primary" onClick={refund}>
            Yes, give it back
          </button>
          <button type="button" className="button button-plain" onClick={() => setAsked(undefined)}>
            No
          </button>
        </div>
      </Dialog>
    </form>
  );
}
