import { findOrder } from '@breakwater/contracts';
import { call, Field, useResource } from '@breakwater/web';
import { type FormEvent, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ConsolePage } from '../shell/console-page.js';
import { Reading } from '../shell/reading.js';
import { useEvery } from '../shell/use-every.js';
import { OrderFile } from './order-file.js';

const REFRESH_MS = 5_000;

/** Finds one order by what people read out, and does what only operators may do with it. */
export function OrdersDesk() {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('q') ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSearch(text.trim() === '' ? {} : { q: text.trim() });
  };
  return (
    <ConsolePage title="Orders">
      <form className="desk-search" role="search" aria-label="Orders" onSubmit={submit}>
        <Field
          label="Order number or id"
          required
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
          placeholder="BW-7K3F-Q2MX"
          value={text}
          onValue={setText}
        />
        <button type="submit" className="button button-primary">
          Find
        </button>
      </form>
      {asked === '' ? null : <Found key={asked} asked={asked} />}
    </ConsolePage>
  );
}

function Found({ asked }: { asked: string }) {
  const resource = useResource(`order ${asked}`, (signal) => call(findOrder, { query: { q: asked }, signal }));
  useEvery(REFRESH_MS, resource.reload);
  if (resource.data === undefined && resource.error?.status === 404) {
    return (
      <p role="status">
        There is no order <strong>{asked}</strong>. Numbers look like BW-7K3F-Q2MX.
      </p>
    );
  }
  return (
    <Reading what="this order" resource={resource}>
      {(order) => <OrderFile key={order.id} order={order} onOrder={resource.put} onStale={resource.reload} />}
    </Reading>
  );
}
