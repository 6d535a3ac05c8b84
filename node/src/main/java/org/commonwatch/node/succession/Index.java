package org.commonwatch.node.succession;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.succession.Papers.Kind;
import org.commonwatch.node.succession.Papers.Listed;

/**
 * What a node has, in short: asked of every member's node now and then, so it is small when nothing goes on.
 *
 * @param epoch number of the one that it is in
 * @param steps ids of its records of that epoch, hex
 * @param papers about the end of that epoch
 */
record Index(long epoch, List<String> steps, List<Listed> papers) {
    /** Every paper that a node keeps of one epoch, and some words. */
    static final int BYTES_MAX = 64 * 1024;

    private static final String HASH = "[0-9a-f]{64}";

    Index {
        steps = List.copyOf(steps);
        papers = List.copyOf(papers);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("epoch", epoch);
        steps.forEach(json.putArray("records")::add);
        for (Kind kind : Kind.values()) {
            List<Listed> some =
                    papers.stream().filter(paper -> paper.kind() == kind).toList();
            if (!some.isEmpty()) {
                var hashes = json.putArray(kind.word());
                some.forEach(paper -> hashes.add(paper.hash()));
            }
        }
        return json;
    }

    static Index parse(byte[] bytes) throws Refused {
        JsonNode json = BoundedJson.parse(bytes);
        List<String> steps = new ArrayList<>();
        json.path("records").forEach(hash -> steps.add(hash.asText("")));
        List<Listed> papers = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            json.path(kind.word()).forEach(hash -> papers.add(new Listed(kind, hash.asText(""))));
        }
        boolean good = json.path("epoch").asLong() >= 1
                && steps.stream().allMatch(hash -> hash.matches(HASH))
                && papers.stream().allMatch(paper -> paper.hash().matches(HASH));
        if (!good) {
            throw Refusal.of("succession-index", "", "The node says something else than what it has.")
                    .toException();
        }
        return new Index(json.path("epoch").asLong(), steps, papers);
    }
}
