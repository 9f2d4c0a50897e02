import { formatMoney, type Money } from '@breakwater/kernel';

/** An amount; with `former` the old one struck through beside it, both told apart for screen readers. */
export function Price({ amount, former, from = false }: { amount: Money; former?: Money | null; from?: boolean }) {
  if (former === undefined || former === null || former.amountMinor <= amount.amountMinor) {
    return (
      <span className="price">
        {from ? <span className="price-from">from </span> : null}
        {formatMoney(amount)}
      </span>
    );
  }
  return (
    <span className="price price-reduced">
      <span className="visually-hidden">{from ? 'Now from ' : 'Now '}</span>
      <ins>{formatMoney(amount)}</ins> <span className="visually-hidden">before </span>
      <del>{formatMoney(former)}</del>
    </span>
  );
}
