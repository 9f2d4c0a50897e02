import { Field, useStore } from '@breakwater/web';
import { useId, useMemo } from 'react';
import { Link } from 'react-router';
import { session } from '../session/session-store.js';
import { COUNTRIES, countryName, type Delivery, type DeliveryProblems } from './delivery.js';

interface Props {
  readonly delivery: Delivery;
  readonly problems: DeliveryProblems;
  readonly onChange: (delivery: Delivery) => void;
}

export function DeliveryFields({ delivery, problems, onChange }: Props) {
  const { customer } = useStore(session);
  const put = (name: keyof Delivery) => (value: string) => onChange({ ...delivery, [name]: value });
  return (
    <>
      <fieldset className="checkout-part">
        <legend>Contact</legend>
        {customer === null ? (
          <p className="quiet">
            No account needed. <Link to="/sign-in?to=/checkout">Sign in</Link> to keep your orders together.
          </p>
        ) : null}
        <Field
          label="E-mail"
          type="email"
          name="email"
          autoComplete="email"
          required
          maxLength={254}
          value={delivery.email}
          onValue={put('email')}
          problem={problems.email}
          hint="For the confirmation, and news of this order only."
        />
      </fieldset>
      <fieldset className="checkout-part">
        <legend>Delivery address</legend>
        <Field
          label="Full name"
          name="name"
          autoComplete="name"
          required
          maxLength={100}
          value={delivery.name}
          onValue={put('name')}
          problem={problems.name}
        />
        <Field
          label="Street and number"
          name="line1"
          autoComplete="address-line1"
          required
          maxLength={200}
          value={delivery.line1}
          onValue={put('line1')}
          problem={problems.line1}
        />
        <Field
          label="Flat, floor, company"
          name="line2"
          autoComplete="address-line2"
          maxLength={200}
          value={delivery.line2}
          onValue={put('line2')}
        />
        <div className="field-row">
          <Field
            label="Postal code"
            name="postalCode"
            autoComplete="postal-code"
            required
            maxLength={20}
            value={delivery.postalCode}
            onValue={put('postalCode')}
            problem={problems.postalCode}
          />
          <Field
            label="Town or city"
            name="city"
            autoComplete="address-level2"
            required
            maxLength={100}
            value={delivery.city}
            onValue={put('city')}
            problem={problems.city}
          />
        </div>
        <CountryField value={delivery.country} onValue={put('country')} />
      </fieldset>
    </>
  );
}

function CountryField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const id = useId();
  const countries = useMemo(() => {
    const named = COUNTRIES.map((code) => ({ code, name: countryName(code) }));
    return named.sort((a, b) => a.name.localeCompare(b.name));
  }, []);
  return (
    <div className="field">
      <label htmlFor={id}>Country</label>
      <select
        id={id}
        name="country"
        autoComplete="country"
        value={value}
        onChange={(event) => onValue(event.target.value)}
      >
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
