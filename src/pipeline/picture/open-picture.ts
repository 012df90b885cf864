import { aborted } from '../../core/errors';
import type { PictureSource } from '../../core/picture/picture';
import type { Settings } from '../../core/settings/settings';
import type { FrameScaler } from './frame-scaler';
import { closeSource, decode, decodeKey, noPicture, type Picture } from './pictures';

/** The picture that the page shows; the one before stays until the next is decoded. */
export class OpenPicture {
  #picture: Picture | undefined;
  #latestJob = 0;

  find(): Picture | undefined {
    return this.#picture;
  }

  /** @throws LabError 'no-picture' */
  get(): Picture {
    if (!this.#picture) throw noPicture();
    return this.#picture;
  }

  /** @throws LabError as decodePicture does, 'aborted' when a newer one was opened; the picture before stays then */
  async open(
    job: number,
    source: PictureSource,
    settings: Settings,
    frames: FrameScaler | null,
    padded: (picture: Picture) => Picture,
  ): Promise<Picture> {
    this.#latestJob = Math.max(this.#latestJob, job);
    const isCurrent = (): boolean => job === this.#latestJob;
    const decoded = await decode(source, settings, { isCurrent, frames }).catch((error: unknown) => {
      closeSource(source);
      throw error;
    });
    if (!isCurrent()) {
      closeSource(source);
      throw aborted();
    }
    closeSource(this.#picture?.source);
    return (this.#picture = padded(decoded));
  }

  /** Puts another form of the picture in its place, unless a newer picture came meanwhile. */
  replace(before: Picture, after: Picture): void {
    if (this.#picture === before) this.#picture = after;
  }

  /** The picture as these settings decode it. @param anew called when it was decoded again */
  async decodedBy(settings: Settings, anew: () => void): Promise<Picture> {
    const before = this.get();
    if (before.key !== decodeKey(settings)) {
      this.replace(before, await decode(before.source, settings));
      anew();
    }
    return this.get();
  }
}
