import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { counted } from '../../core/counted';
import { layerTensor, type LayerList, type LayerNumbers, type SizedLayer } from '../../core/model/graph-layers';
import { elementCount } from '../../core/math/geometry';
import { maxAbsolute, rootMeanSquare } from '../../core/metrics/stats';
import { PARTS } from '../../core/tiles/run-plan';
import { channelOrder, pagesOf } from '../../core/view/layer-items';
import { isPlaying, LAYERS_WAIT } from '../../state/playing';
import { liveJob } from '../../state/selectors';
import { isNetwork } from '../../state/stages';
import { bytes, number } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Facts } from '../../ui/kit/facts';
import { Lead } from '../../ui/kit/lead';
import { Missing } from '../../ui/kit/missing';
import { Pick } from '../../ui/kit/pick';
import { Segment } from '../../ui/kit/segment';
import { P } from '../../ui/kit/words';
import { useResult } from '../../ui/kit/use-result';
import { useActions, useLab, useLabObject } from '../../ui/lab-context';
import { GAIN_OPTIONS } from '../../ui/viewer/options';
import { HistogramBody } from '../histograms/histogram-body';
import { layersOf } from './state/layers';
import { partsOf } from './state/scan';
import { showLayer } from './state/show-layer';
import { amount, layerName, shapeText } from './words';
import './layers.css';

const PART_TEXT = { encoder: 'Encoder', decoder: 'Decoder' } as const;

/** Chooses a layer, says what it is, and shows what its channels hold. */
export default function LayersPanel({ asTable }: { asTable: boolean }) {
  const lab = useLabObject();
  const one = layersOf(lab);
  const { setLayer } = useActions();
  const { lists, numbers, trouble, running } = useStore(one.store);
  const { part, tensor } = useLab(({ viewer }) => viewer.layer);
  const job = useLab(liveJob);
  const waits = useLab(isPlaying);
  const summary = useResult();
  const parts = useLab(({ models, result }) => partsOf({ models }, result?.summary.model ?? '').join());
  useEffect(() => {
    if (job !== null) void one.follow();
  }, [one, job, part, tensor, waits]);
  const stage = useLab(({ viewer }) => viewer.stage);
  useEffect(() => {
    // On the stage of a network its own layers are meant, until one of another is chosen.
    if (isNetwork(stage) && stage !== part && tensor === '') setLayer({ part: stage });
  }, [stage, part, tensor, setLayer]);
  const list = lists[part];
  const layer = list?.layers.find((each) => each.tensor === tensor);
  const found = numbers?.job === job && numbers.tensor === tensor && numbers.part === part ? numbers : null;
  return (
    <div className="layers">
      <Lead href="https://distill.pub/2017/feature-visualization/" name="Olah et al. 2017">
        What any layer of a network makes of this picture: one map for each channel. Point at a map to see which pixels
        its values belong to.
      </Lead>
      <Segment
        label="Network"
        options={PARTS.filter((each) => parts.includes(each)).map((id) => ({ id, text: PART_TEXT[id] }))}
        value={part}
        onChange={(next) => setLayer({ part: next, tensor: '' })}
      />
      {trouble || list?.why ? (
        <p className="hint bad" role="alert">
          {trouble || list?.why}
        </p>
      ) : null}
      {list && job !== null ? (
        <Chooser list={list} tensor={tensor} onChoose={(next) => showLayer(lab, { part, tensor: next })} />
      ) : summary ? (
        trouble ? null : (
          <P className="hint">The live run of this picture brings its layers.</P>
        )
      ) : (
        <Missing />
      )}
      {list && tensor && !layer ? (
        <P className="hint">{`This model has no layer ${tensor}. Choose another one.`}</P>
      ) : null}
      {layer ? <Described layer={layer} /> : null}
      {layer && found ? (
        <Shown layer={layer} numbers={found} asTable={asTable} />
      ) : layer && (waits || running) ? (
        <P className="hint" role="status">
          {waits ? LAYERS_WAIT : 'Computing the layer…'}
        </P>
      ) : null}
    </div>
  );
}

function Chooser({ list, tensor, onChoose }: { list: LayerList; tensor: string; onChoose: (tensor: string) => void }) {
  const options = list.layers.map((layer, at) => ({
    id: layer.tensor,
    text: `${at + 1}. ${layer.operator}, ${layerName(layer)}`,
  }));
  return (
    <Pick
      label="Layer"
      className="wide"
      options={[...(tensor ? [] : [{ id: '', text: `choose one of ${options.length}` }]), ...options]}
      value={tensor}
      onChange={onChoose}
    />
  );
}

function Described({ layer }: { layer: SizedLayer }) {
  const { operator, dims, parameters, weights } = layer;
  return (
    <Facts
      facts={[
        { name: 'Operator', value: operator, words: true },
        { name: 'Shape', value: shapeText(dims) },
        { name: 'Parameters', value: number(parameters) },
        { name: 'Weights', value: weights[0] ? shapeText(weights[0]) : '—' },
        { name: 'Memory', value: dims ? bytes(4 * elementCount(dims)) : '—' },
        { name: 'Values', value: dims ? number(elementCount(dims)) : '—' },
      ]}
    />
  );
}

function Shown({ layer, numbers, asTable }: { layer: SizedLayer; numbers: LayerNumbers; asTable: boolean }) {
  const { setLayer, setView } = useActions();
  const look = useLab(({ viewer }) => viewer.layer);
  const { channels, dims, nonFinite } = numbers;
  const { each, pages } = pagesOf(dims);
  const page = Math.min(look.page, pages - 1);
  const channel = Math.min(look.channel, channels.length - 1);
  const stats = channels[channel] ?? { min: 0, max: 0, mean: 0, std: 0 };
  if (asTable)
    return (
      <DataTable
        caption={`Channels of ${layerName(layer)}`}
        columns={['Channel', 'RMS', 'Min', 'Max', 'Mean', 'Std']}
        rows={channels.map((of, at) => ({
          head: String(at),
          cells: [rootMeanSquare(of), of.min, of.max, of.mean, of.std],
          selected: at === channel,
        }))}
        format={amount}
        sortable
      />
    );
  const title = `Values of channel ${channel}`;
  const reach = maxAbsolute(stats) || 1;
  return (
    <>
      <div className="row">
        <Pick
          label="Order"
          options={[
            { id: 'strongest', text: 'Strongest first' },
            { id: 'network', text: 'As in the network' },
          ]}
          value={look.order}
          onChange={(order) => setLayer({ order, page: 0 })}
        />
        <Pick
          label="Scale"
          options={[
            { id: 'shared', text: 'Shared' },
            { id: 'channel', text: 'Per channel' },
          ]}
          value={look.scale}
          onChange={(scale) => setLayer({ scale })}
        />
        <Pick
          label="Gain"
          options={GAIN_OPTIONS}
          value={String(look.gain)}
          onChange={(gain) => setLayer({ gain: Number(gain) })}
        />
      </div>
      {pages > 1 ? (
        <div className="row">
          <Button
            className="button small solid"
            aria-label="Page before"
            isDisabled={page === 0}
            onPress={() => setLayer({ page: page - 1 })}
          >
            <ChevronLeft className="icon small" aria-hidden />
          </Button>
          <span className="mono small" role="status">
            {`Page ${page + 1} of ${pages}, ${each} channels each`}
          </span>
          <Button
            className="button small solid"
            aria-label="Next page"
            isDisabled={page === pages - 1}
            onPress={() => setLayer({ page: page + 1 })}
          >
            <ChevronRight className="icon small" aria-hidden />
          </Button>
        </div>
      ) : null}
      <div className="row">
        <Pick
          label="Channel"
          options={channelOrder(channels, look.order).map((id) => ({ id: String(id), text: String(id) }))}
          value={String(channel)}
          onChange={(id) => setLayer({ channel: Number(id) })}
        />
        <Button className="button small solid" onPress={() => setView({ b: 'layer' })}>
          Show all channels
        </Button>
        <Button className="button small solid" onPress={() => setView({ b: 'layer-channel' })}>
          Show this one
        </Button>
      </div>
      {nonFinite > 0 ? (
        <P className="bad">{`${counted(nonFinite, 'value')} of this layer ${nonFinite === 1 ? 'is not a finite number' : 'are not finite numbers'}.`}</P>
      ) : null}
      <Facts
        facts={[
          { name: 'Min', value: amount(stats.min) },
          { name: 'Max', value: amount(stats.max) },
          { name: 'Mean', value: amount(stats.mean) },
          { name: 'Std', value: amount(stats.std) },
          { name: 'RMS', value: amount(rootMeanSquare(stats)) },
          { name: 'Channels', value: number(channels.length) },
        ]}
      />
      <HistogramBody
        asTable={false}
        request={{
          tensor: layerTensor(numbers),
          channels: [{ name: String(channel), index: channel }],
          low: -reach,
          high: reach,
          bins: 61,
          factor: 1,
          title,
          scale: 'log',
        }}
      />
    </>
  );
}
