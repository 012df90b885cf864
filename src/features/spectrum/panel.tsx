import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Spectra } from '../../core/metrics/spectrum';
import { NO_PICTURE } from '../../core/missing';
import { liveJob } from '../../state/selectors';
import { seriesOf } from '../../state/versions';
import { Lead } from '../../ui/kit/lead';
import { ChannelPick } from '../../ui/kit/channel-pick';
import { scientific } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Missing } from '../../ui/kit/missing';
import { useResult } from '../../ui/kit/use-result';
import { useLab, useLabObject } from '../../ui/lab-context';
import { SpectrumChart } from './chart';
import { highText, linesOf, rowsOf, slopeText, type Line } from './lines';
import { spectraOf } from './state/spectra';
import './spectrum.css';
import { P, Words } from '../../ui/kit/words';

/** The power of the latent by spatial frequency, one channel of it, and the picture at the same size. */
export default function SpectrumPanel({ asTable }: { asTable: boolean }) {
  const one = spectraOf(useLabObject());
  const { spectra, picture, trouble } = useStore(one.store);
  const job = useLab(liveJob);
  const series = useLab(seriesOf);
  const summary = useResult();
  useEffect(() => {
    if (job !== null) void one.follow();
  }, [one, job]);
  const shown = job !== null && picture === series ? spectra : null;
  return (
    <div className="spectrum">
      <Lead href="https://arxiv.org/abs/2502.14831" name="Skorokhodov et al. 2025">
        How strong coarse and fine patterns are in the latent, beside the picture at the same size. Diffusion models
        make coarse patterns first; a latent with more fine ones than a picture has is harder for them to learn.
      </Lead>
      {trouble ? (
        <P className="hint bad" role="alert">
          {trouble}
        </P>
      ) : null}
      {shown ? (
        <Shown spectra={shown} asTable={asTable} />
      ) : summary ? (
        trouble ? null : (
          <P className="hint chart-waiting">The live run of this picture brings these numbers.</P>
        )
      ) : (
        <Missing />
      )}
    </div>
  );
}

function Shown({ spectra, asTable }: { spectra: Spectra; asTable: boolean }) {
  const count = spectra.channels.length;
  const channel = Math.min(
    useLab(({ viewer }) => viewer.latent.channel),
    count - 1,
  );
  const lines = linesOf(spectra, channel);
  const points = Math.max(...lines.map(({ spectrum }) => spectrum.power.length));
  return (
    <>
      <ChannelPick channel={channel} count={count} />
      {points < 2 ? (
        <P className="hint">
          There is no line to draw: all values are equal, or the latent has fewer than three cells along its longer
          side.
        </P>
      ) : asTable ? (
        <DataTable
          caption="Mean power at each spatial frequency (white noise of the same variance = 1)"
          columns={['Share of Nyquist', ...lines.map(({ name }) => name)]}
          rows={rowsOf(lines)}
          format={scientific}
        />
      ) : (
        <SpectrumChart lines={lines} />
      )}
      <Numbers lines={lines} />
      {spectra.picture ? null : <P className="hint">{`${NO_PICTURE} So it has no line here.`}</P>}
      <P className="dim small">
        Slope: of the log–log line, least squares between 1/8 and 1/2 of Nyquist; 0 is white noise, about −2 a
        photograph. Fine: share of the power over half of Nyquist, the mean left out.
      </P>
    </>
  );
}

function Numbers({ lines }: { lines: readonly Line[] }) {
  return (
    <table className="numbers">
      <caption className="hidden-visually">Slope and share of fine patterns</caption>
      <thead>
        <tr>
          {['Line', 'Slope', 'Fine'].map((column) => (
            <th key={column} scope="col">
              <Words>{column}</Words>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ id, name, spectrum }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td translate="no">{slopeText(spectrum)}</td>
            <td translate="no">{highText(spectrum)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
