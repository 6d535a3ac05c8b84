package org.commonwatch.ledger.witness;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;

/** A witness's answer to {@code add-checkpoint}, and how it stands in HTTP. */
public sealed interface Verdict {
    /** Signature lines of one answer: both kinds, old and new key. More are refused. */
    int LINES_MAX = 16;

    /** One answer's body in bytes. */
    int BYTES_MAX = 64 * 1024;

    /** The media type of a {@link Conflict}. */
    String SIZE_TYPE = "text/x.tlog.size";

    /** Cosigned; the witness has the checkpoint on disk. */
    record Cosigned(List<Note.Signature> lines) implements Verdict {
        public Cosigned {
            lines = List.copyOf(lines);
        }
    }

    /** The witness last cosigned this size; prove consistency from there. Also the answer to a fork at the same size. */
    record Conflict(long size) implements Verdict {}

    /** The proof does not hold, or the checkpoint breaks a rule of this witness: its time, or what it leaves out. */
    record Unprocessable(Refusal why) implements Verdict {}

    /** No trusted key signed the checkpoint, or this witness no longer cosigns for the log. */
    record Forbidden(Refusal why) implements Verdict {}

    /** The witness does not know the log. */
    record Unknown(Refusal why) implements Verdict {}

    /** The request has not the right form. */
    record Bad(Refusal why) implements Verdict {}

    /** The witness cannot say now: its disk failed, or a mirror does not hold the entries yet. Ask again. */
    record Later(Refusal why) implements Verdict {}

    /** HTTP status. */
    default int status() {
        return switch (this) {
            case Cosigned cosigned -> 200;
            case Bad bad -> 400;
            case Forbidden forbidden -> 403;
            case Unknown unknown -> 404;
            case Conflict conflict -> 409;
            case Unprocessable unprocessable -> 422;
            case Later later -> 503;
        };
    }

    /** HTTP content type. */
    default String contentType() {
        return this instanceof Conflict ? SIZE_TYPE : "text/plain; charset=utf-8";
    }

    /** HTTP body: signature lines, the size, or the reason in a sentence. */
    default byte[] body() {
        String text = switch (this) {
            case Cosigned cosigned -> {
                StringBuilder lines = new StringBuilder();
                cosigned.lines.forEach(line -> lines.append(line.line()).append('\n'));
                yield lines.toString();
            }
            case Conflict conflict -> conflict.size + "\n";
            case Bad bad -> bad.why + "\n";
            case Forbidden forbidden -> forbidden.why + "\n";
            case Unknown unknown -> unknown.why + "\n";
            case Unprocessable unprocessable -> unprocessable.why + "\n";
            case Later later -> later.why + "\n";
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads an answer as a log received it. Nothing in it is believed: signature lines still have to verify.
     *
     * @param body at most {@link #BYTES_MAX} bytes
     * @throws Refused {@code verdict-malformed} when the answer is none of this protocol's
     */
    static Verdict parse(int status, byte[] body) throws Refused {
        if (body.length > BYTES_MAX) {
            throw malformed("An answer has at most " + BYTES_MAX + " bytes.", "" + body.length);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        return switch (status) {
            case 200 -> new Cosigned(lines(text));
            case 400 -> new Bad(said(status, text));
            case 403 -> new Forbidden(said(status, text));
            case 404 -> new Unknown(said(status, text));
            case 409 -> new Conflict(size(text));
            case 422 -> new Unprocessable(said(status, text));
            case 503 -> new Later(said(status, text));
            default -> throw malformed("No witness answers with this status.", "" + status);
        };
    }

    private static List<Note.Signature> lines(String text) throws Refused {
        List<Note.Signature> lines = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            if (end < 0 || lines.size() == LINES_MAX) {
                throw malformed("At most " + LINES_MAX + " signature lines, each ended by a newline.", "");
            }
            lines.add(Note.signature(text.substring(at, end)));
            at = end + 1;
        }
        if (lines.isEmpty()) {
            throw malformed("There is no signature line.", "");
        }
        return lines;
    }

    private static long size(String text) throws Refused {
        if (!text.matches("(0|[1-9][0-9]{0,17})\n")) {
            throw malformed("A conflict names the size cosigned last and nothing else.", text);
        }
        return Long.parseLong(text.substring(0, text.length() - 1));
    }

    private static Refusal said(int status, String text) {
        return Refusal.of("witness-" + status, "", "The witness refused.", text.strip());
    }

    private static Refused malformed(String message, String value) {
        return Refusal.of("verdict-malformed", "", message, value).toException();
    }
}
