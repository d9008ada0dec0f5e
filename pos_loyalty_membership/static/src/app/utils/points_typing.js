/**
 * Tells typing from scanning.
 *
 * A scanner is a keyboard that writes a whole code faster than a person can. Keys are held
 * back until it is clear which of the two it was: typed keys go to the field, a scan goes to
 * whoever reads barcodes and never touches the field or submits it.
 */
import { barcodeService } from "@barcodes/barcode_service";
import { localization } from "@web/core/l10n/localization";

const LONGEST_NUMBER = 10;

// The same bounds as the barcode service: a code has three characters or more.
const SHORTEST_CODE = 3;
// An Enter this soon after a scan belongs to the scanner.
const AFTER_SCAN = 500;
// Buttons that do their own thing when somebody presses Enter on them.
const OWN_ENTER = "[data-own-enter]";

export class PointsTyping {
    /**
     * @param {(key: string) => void} handlers.onKey a key that was typed
     * @param {() => void} handlers.onEnter
     * @param {(code: string) => void} handlers.onScan
     */
    constructor({ onKey, onEnter, onScan }) {
        Object.assign(this, { onKey, onEnter, onScan });
        this.burst = [];
        this.lastScan = 0;
    }

    /** Handles a keydown; true when it was taken and nobody else must see it. */
    handle(ev) {
        if (!ev.key || ev.ctrlKey || ev.metaKey || ev.altKey) {
            return false;
        }
        if (ev.key === "Enter" || ev.key === "Tab") {
            return this.handleEnd(ev);
        }
        if (ev.key === "Backspace" || ev.key === "Delete") {
            this.flush();
            this.onKey("Backspace");
            return true;
        }
        if (ev.key.length > 1 || (ev.key === " " && !this.burst.length)) {
            return false;
        }
        this.burst.push({ key: ev.key, at: Date.now() });
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.flush(), barcodeService.maxTimeBetweenKeysInMs);
        return true;
    }

    handleEnd(ev) {
        const scanned = this.flush();
        if (scanned || Date.now() - this.lastScan < AFTER_SCAN) {
            return true;
        }
        if (ev.key === "Tab" || ev.target?.closest?.(OWN_ENTER)) {
            return false;
        }
        this.onEnter();
        return true;
    }

    /** Decides about the keys held back; true when they were a scan. */
    flush() {
        clearTimeout(this.timer);
        const burst = this.burst;
        this.burst = [];
        if (isScan(burst)) {
            this.lastScan = Date.now();
            this.onScan(burst.map(({ key }) => key).join(""));
            return true;
        }
        burst.forEach(({ key }) => this.onKey(key));
        return false;
    }

    stop() {
        clearTimeout(this.timer);
        this.burst = [];
    }
}

/** Scanners leave at most a third of the allowed pause between two keys, people more. */
function isScan(burst) {
    if (burst.length < SHORTEST_CODE) {
        return false;
    }
    const gaps = burst.slice(1).map(({ at }, index) => at - burst[index].at);
    gaps.sort((a, b) => a - b);
    return gaps[Math.floor(gaps.length / 2)] <= barcodeService.maxTimeBetweenKeysInMs / 3;
}

/** The text of a number field after one more key; null when the key has no place there. */
export function numberAfterKey(text, key, decimals) {
    const point = localization.decimalPoint;
    if (key === "Backspace") {
        return text.slice(0, -1);
    }
    if (key === "." || key === "," || key === point) {
        return decimals && !text.includes(point) ? `${text || "0"}${point}` : null;
    }
    const [, fraction = ""] = text.split(point);
    const fits = text.length < LONGEST_NUMBER && fraction.length < (decimals || 1);
    if (!/^\d$/.test(key) || !fits) {
        return null;
    }
    return text === "0" ? key : text + key;
}
