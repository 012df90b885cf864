import { Fragment } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { counted } from '../../core/counted';
import type { Finding } from '../../core/model/model-contract';
import { Words } from '../../ui/kit/words';

const PARTS: Readonly<Record<Finding['part'], string>> = {
  files: 'Files',
  encoder: 'Encoder',
  decoder: 'Decoder',
  manifest: 'Manifest',
  both: 'Both',
};
const MARKS: Readonly<Record<Finding['verdict'], readonly [mark: string, words: string]>> = {
  fits: ['✓', 'fits'],
  differs: ['✗', 'does not fit'],
  note: ['–', 'for information'],
};

/** Every row of the contract check; those that do not fit are open, and first. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const wrong = findings.filter(({ verdict }) => verdict === 'differs');
  const rest = findings.filter(({ verdict }) => verdict !== 'differs');
  const fitting = findings.filter(({ verdict }) => verdict === 'fits').length;
  const notes = rest.filter(({ verdict, cure }) => verdict === 'note' && cure);
  const shown = wrong.length > 0 ? wrong : notes;
  const passed = rest.filter((finding) => !notes.includes(finding));
  return (
    <section className="own-findings" aria-label="Contract check">
      {shown.length > 0 ? (
        <Table caption={wrong.length > 0 ? 'What does not fit' : 'Worth a look'} findings={shown} />
      ) : null}
      {findings.length > shown.length ? (
        <Disclosure className="own-more">
          <Heading level={3}>
            <Button slot="trigger" className="button small">
              <span>{`${counted(fitting, 'check')} ${fitting === 1 ? 'fits' : 'fit'}: show all ${findings.length}`}</span>
            </Button>
          </Heading>
          <DisclosurePanel>
            <Table caption="Everything that was checked" findings={[...wrong, ...notes, ...passed]} />
          </DisclosurePanel>
        </Disclosure>
      ) : null}
    </section>
  );
}

function Table({ caption, findings }: { readonly caption: string; readonly findings: readonly Finding[] }) {
  return (
    <table className="own-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Expected</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        {findings.map(({ part, what, expected, found, verdict, cure }, index) => {
          const [mark, words] = MARKS[verdict];
          return (
            <Fragment key={index}>
              <tr className={verdict}>
                <th scope="row">
                  <span className="own-mark" role="img" aria-label={words}>
                    {mark}
                  </span>
                  <Words>{`${PARTS[part]}: ${what}`}</Words>
                </th>
                <td>
                  <Words>{expected}</Words>
                </td>
                <td>
                  <Words>{found}</Words>
                </td>
              </tr>
              {cure ? (
                <tr className="own-cure">
                  <td colSpan={3}>
                    <b>What to do:</b> <Words>{cure}</Words>
                  </td>
                </tr>
              ) : null}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
