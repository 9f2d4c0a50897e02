interface Props {
  readonly option: { readonly name: string; readonly values: readonly string[] };
  readonly chosen: string | undefined;
  readonly onChoose: (value: string) => void;
}

/** One option as a row of radio buttons: arrow keys, labels and groups come with them. */
export function OptionChoice({ option, chosen, onChoose }: Props) {
  return (
    <fieldset className="option">
      <legend className="field-label">
        {option.name}: <span className="option-chosen">{chosen}</span>
      </legend>
      <div className="option-values">
        {option.values.map((value) => (
          <label key={value} className="option-value">
            <input
              type="radio"
              name={`option-${option.name}`}
              value={value}
              checked={value === chosen}
              onChange={() => onChoose(value)}
            />
            <span>{value}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
