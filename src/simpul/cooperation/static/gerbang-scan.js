/** The camera looks for a QR code: with the browser's own detector where there is one, else with jsQR. */
import jsQR from 'jsqr';

const EVERY = 140;
const AGAIN = 4_000;
const WIDE = 640;

export class Scanner {
  /** @param {HTMLVideoElement} video @param {(code: string) => void} found */
  constructor(video, found) {
    this.video = video;
    this.found = found;
    this.stream = null;
    this.seen = { code: '', at: 0 };
  }

  get on() {
    return this.stream !== null;
  }

  /** Looks until `stop`; an error where there is no camera, or no leave for it. */
  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 } } });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.detector = await ownDetector();
    this.canvas = document.createElement('canvas');
    this.look();
  }

  stop() {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async look() {
    if (!this.on) return;
    try {
      const code = await this.code();
      const now = Date.now();
      if (code && !(code === this.seen.code && now - this.seen.at < AGAIN)) this.found(code);
      if (code) this.seen = { code, at: now };
    } catch {
      this.detector = null; // a detector that fails is none: jsQR looks from now on
    }
    this.timer = setTimeout(() => this.look(), EVERY);
  }

  async code() {
    if (!this.video.videoWidth) return '';
    if (this.detector) return (await this.detector.detect(this.video))[0]?.rawValue ?? '';
    const scale = Math.min(1, WIDE / this.video.videoWidth);
    this.canvas.width = Math.round(this.video.videoWidth * scale);
    this.canvas.height = Math.round(this.video.videoHeight * scale);
    const drawn = this.canvas.getContext('2d', { willReadFrequently: true });
    drawn.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const { data, width, height } = drawn.getImageData(0, 0, this.canvas.width, this.canvas.height);
    return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? '';
  }
}

async function ownDetector() {
  const Own = /** @type {any} */ (window).BarcodeDetector;
  const known = Own ? await Own.getSupportedFormats().catch(() => []) : [];
  return known.includes('qr_code') ? new Own({ formats: ['qr_code'] }) : null;
}
