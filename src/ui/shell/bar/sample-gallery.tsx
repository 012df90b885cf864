import { useActions, useLab } from '../../lab-context';
import { ListTrouble } from './list-trouble';

/**
 * The pictures that come with the page, each with its author and licence. Where data is saved they are named only, until
 * something was asked for.
 */
export function SampleGallery({ onOpen }: { onOpen?: () => void }) {
  const { openSample } = useActions();
  const samples = useLab((state) => state.samples);
  const sparing = useLab((state) => state.session.status === 'idle');
  if (samples.length === 0) return <ListTrouble />;
  return (
    <div className="gallery" role="list" aria-label="Samples">
      {samples.map((sample) => (
        <div key={sample.id} className="sample" role="listitem">
          <button
            type="button"
            onClick={() => {
              openSample(sample);
              onOpen?.();
            }}
          >
            {sparing ? null : (
              <img
                src={`samples/${sample.file}`}
                alt={sample.alt}
                loading="lazy"
                width={sample.width}
                height={sample.height}
              />
            )}
            <span>{sample.title}</span>
          </button>
          <small>
            <a href={sample.source}>{sample.author}</a>, <a href={sample.licenseUrl}>{sample.license}</a>
          </small>
        </div>
      ))}
    </div>
  );
}
