import { type DiscrepancyWithLog, getDiscrepancy } from '@breakwater/contracts';
import { call, Notice, Price, useResource } from '@breakwater/web';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { ConsolePage } from '../shell/console-page.js';
import { Fact } from '../shell/fact.js';
import { formatInstant } from '../shell/format-instant.js';
import { Reading } from '../shell/reading.js';
import { useEvery } from '../shell/use-every.js';
import { formatDuration } from '../status/format.js';
import { DecisionForm } from './decision-form.js';
import { DiscrepancyBadge } from './discrepancy-badge.js';
import { DiscrepancyLog } from './discrepancy-log.js';
import { actionName, kindWords } from './discrepancy-words.js';
import { Evidence } from './evidence.js';

const REFRESH_MS = 5_000;

export function DiscrepancyPage() {
  const { discrepancyId = '' } = useParams();
  const resource = useResource(`discrepancy ${discrepancyId}`, (signal) =>
    call(getDiscrepancy, { params: { discrepancyId }, signal }),
  );
  const [decided, setDecided] = useState(false);
  useEvery(REFRESH_MS, resource.reload);
  return (
    <ConsolePage title={resource.data === undefined ? 'Discrepancy' : kindWords(resource.data.kind).name}>
      <p>
        <Link to="/reconciliation">All discrepancies</Link>
      </p>
      <Reading what="this discrepancy" resource={resource}>
        {(item) => (
          <>
            {decided ? <Notice tone="good" title="Your decision is recorded" takeFocus /> : null}
            <Facts item={item} />
            {item.permittedActions.length === 0 ? null : (
              <DecisionForm
                key={item.permittedActions.join(' ')}
                item={item}
                onDecided={(answer) => {
                  setDecided(true);
                  resource.put(answer);
                }}
              />
            )}
            <Evidence evidence={item.evidence} />
            <DiscrepancyLog entries={item.log} />
          </>
        )}
      </Reading>
    </ConsolePage>
  );
}

function Facts({ item }: { item: DiscrepancyWithLog }) {
  const { resolution } = item;
  return (
    <section className="card panel" aria-labelledby="facts">
      <div className="panel-head">
        <h2 id="facts">What does not match</h2>
        <DiscrepancyBadge state={item.state} />
      </div>
      <p>{kindWords(item.kind).meaning}</p>
      <dl className="facts">
        <Fact name="Unexplained">
          <strong>
            <Price amount={item.unexplained} />
          </strong>
        </Fact>
        <Fact name="Expected">{item.expected}</Fact>
        <Fact name="Found">{item.found}</Fact>
        <Fact name="Owner">{item.owner}</Fact>
        <Fact name="Age">
          {formatDuration(item.ageSeconds)}, first seen {formatInstant(item.firstSeenAt)}
        </Fact>
        {item.orderId === null ? null : (
          <Fact name="Order">
            <Link to={`/orders?q=${item.orderId}`}>
              <code>{item.orderId}</code>
            </Link>
          </Fact>
        )}
        {item.attemptId === null ? null : (
          <Fact name="Attempt">
            <code>{item.attemptId}</code>
          </Fact>
        )}
        {item.providerReference === null ? null : (
          <Fact name="At the provider">
            <code>{item.providerReference}</code>
          </Fact>
        )}
        <Fact name="Rule">
          {item.automaticAction === null ? 'None: a person decides.' : actionName(item.automaticAction)}
          {item.tries === 0 ? '' : `, tried ${item.tries === 1 ? 'once' : `${item.tries} times`}`}
          {item.lastError === null ? null : <span className="fact-error">{item.lastError}</span>}
        </Fact>
        {resolution === null ? null : (
          <Fact name="Resolved">
            {actionName(resolution.action)} by {resolution.by}, {formatInstant(resolution.at)}
            {resolution.note === null ? '' : `: ${resolution.note}`}
          </Fact>
        )}
      </dl>
    </section>
  );
}
