package org.commonwatch.intake.misp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.IntakeTally;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * MISP events in the core format, one at a time: {@code {"Event": ...}}, {@code {"response": [...]}}, an array of either, or
 * several documents one after the other. Memory is bounded by one event ({@link Limits#MISP_EVENT_BYTES_MAX}). An event that
 * breaks a bound is refused with its path and the next one is read; where the JSON itself breaks, reading stops.
 */
public final class MispIntake {
    private static final String FORMAT = "misp";

    private final Source source;
    private final WarningLists lists;

    public MispIntake(Source source, WarningLists lists) {
        this.source = source;
        this.lists = lists;
    }

    /** @throws IOException when {@code in} fails; what is wrong with the input is a refusal */
    public IntakeSummary read(InputStream in, Consumer<? super Intake> sink) throws IOException {
        IntakeTally tally = new IntakeTally(sink);
        Metered metered = new Metered(in);
        boolean complete = false;
        try (JsonParser parser = BoundedJson.factory().createParser(metered)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            int document = 0;
            while (parser.nextToken() != null) {
                new Walk(parser, metered, tally).value(document++ == 0 ? "" : "/" + document);
            }
            complete = true;
            if (document == 0) {
                tally.rejected("", Refusal.of("json-empty", "", "There is nothing here; MISP events were expected."));
            }
        } catch (JsonProcessingException e) {
            Refusal refusal = BoundedJson.malformed(e);
            tally.rejected(refusal.path(), refusal);
        } catch (Refused e) {
            tally.rejected(e.refusal().path(), e.refusal());
        }
        return tally.summary(FORMAT, complete);
    }

    /** Finds the events inside whatever wraps them. */
    private final class Walk {
        private static final int WRAPPER_DEPTH_MAX = 8;

        private final JsonParser parser;
        private final Metered metered;
        private final IntakeTally tally;
        private int depth;

        Walk(JsonParser parser, Metered metered, IntakeTally tally) {
            this.parser = parser;
            this.metered = metered;
            this.tally = tally;
        }

        void value(String path) throws IOException, Refused {
            if (++depth > WRAPPER_DEPTH_MAX) {
                throw Refusal.of("misp-wrapping", path, "Events are wrapped deeper than any tool does.")
                        .toException();
            }
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    value(path + "/" + i);
                }
            } else if (parser.currentToken() == JsonToken.START_OBJECT) {
                members(path);
            } else {
                tally.rejected(path, Refusal.of("misp-event", path, "An event is a JSON object.", parser.getText()));
            }
            depth--;
        }

        private void members(String path) throws IOException, Refused {
            boolean any = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                boolean container = parser.currentToken().isStructStart();
                if (name.equals("Event") && container) {
                    event(path + "/Event");
                    any = true;
                } else if (name.equals("response") && container) {
                    value(path + "/response");
                    any = true;
                } else {
                    parser.skipChildren();
                }
            }
            if (!any) {
                tally.rejected(path, Refusal.of("misp-event", path, "This object holds no Event and no response."));
            }
        }

        private void event(String path) throws IOException, Refused {
            metered.restart();
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                tally.rejected(path, Refusal.of("misp-event", path, "An event is a JSON object."));
                parser.skipChildren();
                return;
            }
            // readValue stops inside the event when it refuses; the walk then leaves the event by counting brackets.
            Bracket bracket = new Bracket(parser);
            try {
                JsonNode event = BoundedJson.readValue(parser);
                EventImport.read(event, path, source, lists, tally);
            } catch (Refused e) {
                tally.rejected(path + e.refusal().path(), e.refusal().under(path));
                metered.restart();
                bracket.leave();
            }
        }
    }

    /** Remembers how deep the parser stood, to step out of a value that was refused half-way. */
    private static final class Bracket {
        private final JsonParser parser;
        private final int depth;

        Bracket(JsonParser parser) {
            this.parser = parser;
            this.depth = parser.getParsingContext().getNestingDepth();
        }

        /** Moves to the end of the value on which this was made. */
        void leave() throws IOException {
            while (parser.getParsingContext().getNestingDepth() >= depth) {
                if (parser.nextToken() == null) {
                    return;
                }
            }
        }
    }

    /** Counts the bytes of one event and stops when they pass the bound. */
    private static final class Metered extends InputStream {
        private final InputStream in;
        private long bytes;

        Metered(InputStream in) {
            this.in = in;
        }

        void restart() {
            bytes = 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = in.read(into, offset, length);
            bytes += Math.max(n, 0);
            if (bytes > Limits.MISP_EVENT_BYTES_MAX) {
                throw new EventTooBig("an event has at most " + Limits.MISP_EVENT_BYTES_MAX + " bytes");
            }
            return n;
        }
    }

    private static final class EventTooBig extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        EventTooBig(String message) {
            super(message);
        }
    }
}
