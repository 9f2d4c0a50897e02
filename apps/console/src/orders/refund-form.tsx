import { type Order, refundOrder } from '@breakwater/contracts';
import { formatMoney, money } from '@breakwater/kernel';
import { call, Dialog, Field, Notice, useAct } from '@breakwater/web';
import { type FormEvent, useState } from 'react';
import { orderTrouble } from './order-trouble.js';
import { RefundChoices } from './refund-choices.js';
import { EMPTY_DRAFT, type RefundBody, refundBody, type RefundDraft, refundableMinor } from './refundable.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly onStale: () => void;
}

export function RefundForm({ order, onOrder, onStale }: Props) {
  const [draft, setDraft] = useState<RefundDraft>(EMPTY_DRAFT);
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState<RefundBody>();
  const { busy, error, run } = useAct<RefundBody>(async ({ lines, ...rest }, key) => {
    const body = { ...rest, ...(lines === undefined ? {} : { lines: [...lines] }) };
    const headers = { 'idempotency-key': key };
    onOrder(await call(refundOrder, { params: { orderId: order.id }, body, headers, timeoutMs: 30_000 }));
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    const body = refundBody(order, draft);
    setProblem(typeof body === 'string' ? body : undefined);
    if (typeof body !== 'string') setAsked(body);
  };
  const refund = async (): Promise<void> => {
    if (asked === undefined) return;
    setAsked(undefined);
    if (!(await run(asked))) onStale();
  };
  const left = formatMoney(money(refundableMinor(order), order.total.currency));
  return (
    <form className="card panel" onSubmit={submit} noValidate aria-labelledby="refund">
      <h2 id="refund">Refund</h2>
      <p className="quiet">{left} may still be given back.</p>
      {error === undefined ? null : (
        <Notice tone="bad" title="The refund did not go through" level={3} takeFocus>
          <p>{orderTrouble(error)}</p>
        </Notice>
      )}
      <RefundChoices order={order} draft={draft} left={left} onDraft={setDraft} />
      <Field
        label="Reason"
        required
        maxLength={200}
        value={draft.reason}
        onValue={(reason) => setDraft({ ...draft, reason })}
        hint="The customer reads it on the order’s page."
      />
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <p className="button-row">
        <button type="submit" className="button button-primary" aria-disabled={busy}>
          {busy ? <span className="spinner" aria-hidden="true" /> : null}
          Refund…
        </button>
      </p>
      <Dialog title={`Refund order ${order.number}?`} open={asked !== undefined} onClose={() => setAsked(undefined)}>
        <p>
          {asked === undefined ? null : <Question asked={asked} order={order} left={left} />} This cannot be undone.
        </p>
        <div className="button-row">
          <button type="button" className="button button-primary" onClick={() => void refund()}>
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

function Question({ asked, order, left }: { asked: RefundBody; order: Order; left: string }) {
  if (asked.lines !== undefined) {
    const names = asked.lines.map(
      ({ sku, quantity }) => `${quantity} × ${order.lines.find((line) => line.sku === sku)?.title ?? sku}`,
    );
    return <>What {names.join(', ')} cost goes back to the card, and the things go back on the shelf.</>;
  }
  if (asked.amountMinor === undefined) {
    return <>Everything that is left, {left}, goes back to the card, and the things go back on the shelf.</>;
  }
  return <>{formatMoney(money(asked.amountMinor, order.total.currency))} goes back to the card.</>;
}
