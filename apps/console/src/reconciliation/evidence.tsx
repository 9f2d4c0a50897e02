/** The facts of each side as they were read, side by side. */
export function Evidence({ evidence }: { evidence: Readonly<Record<string, unknown>> }) {
  const sides = Object.entries(evidence);
  return (
    <section className="card panel" aria-labelledby="evidence">
      <h2 id="evidence">Evidence</h2>
      {sides.length === 0 ? <p className="quiet">None was kept.</p> : null}
      <div className="evidence">
        {sides.map(([side, facts]) => (
          <figure key={side}>
            <figcaption>{side}</figcaption>
            <pre tabIndex={0} aria-label={`Evidence: ${side}`} role="group">
              {typeof facts === 'string' ? facts : JSON.stringify(facts, null, 2)}
            </pre>
          </figure>
        ))}
      </div>
    </section>
  );
}
