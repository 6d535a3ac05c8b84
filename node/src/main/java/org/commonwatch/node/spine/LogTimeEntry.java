package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.sequence.LogTime;

/** The sequencer's clock. Its effect, the log time of later entries, is replay's own; here it only is a known type. */
@ApplicationScoped
class LogTimeEntry implements EntryType<JsonNode> {
    @Override
    public String name() {
        return LogTime.TYPE;
    }

    @Override
    public int version() {
        return LogTime.VERSION;
    }

    @Override
    public JsonNode decode(JsonNode body) {
        return body;
    }

    @Override
    public Optional<Refusal> judge(JsonNode command, Leaf leaf, Leaves before) {
        return Optional.empty();
    }
}
