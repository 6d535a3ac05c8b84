package org.commonwatch.ledger.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;

/** The 518 proof vectors of transparency-dev/merkle, read where they lie; none is copied into this repository. */
class PublishedVectorsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("commonwatch.root", "."), "../shared/data/tlog/merkle");

    @Test
    void agreesWithEveryPublishedProof() throws IOException, Refused {
        assumeTrue(Files.isDirectory(VECTORS), "skipped: no vectors at " + VECTORS);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(VECTORS)) {
            files = walk.filter(file -> file.toString().endsWith(".json")).toList();
        }
        assertEquals(518, files.size());
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            JsonNode vector = BoundedJson.parse(Files.readAllBytes(file));
            boolean refused = isRefused(VECTORS.relativize(file).getName(0).toString(), vector);
            if (refused != vector.path("wantErr").booleanValue()) {
                wrong.add(VECTORS.relativize(file) + ": " + vector);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean isRefused(String kind, JsonNode vector) {
        try {
            List<Digest> proof = new ArrayList<>();
            for (JsonNode hash : vector.path("proof")) {
                proof.add(digest(hash.textValue()));
            }
            switch (kind) {
                case "inclusion" ->
                    ProofCheck.inclusion(
                            number(vector, "leafIdx"),
                            number(vector, "treeSize"),
                            hash(vector, "leafHash"),
                            proof,
                            hash(vector, "root"));
                case "subtreeinclusion" ->
                    ProofCheck.subtreeInclusion(
                            number(vector, "leafIdx"),
                            number(vector, "start"),
                            number(vector, "end"),
                            hash(vector, "leafHash"),
                            proof,
                            hash(vector, "root"));
                case "consistency" ->
                    ProofCheck.consistency(
                            number(vector, "size1"),
                            number(vector, "size2"),
                            proof,
                            hash(vector, "root1"),
                            hash(vector, "root2"));
                case "subtreeconsistency" ->
                    ProofCheck.subtreeConsistency(
                            number(vector, "start"),
                            number(vector, "end"),
                            number(vector, "size"),
                            proof,
                            hash(vector, "root1"),
                            hash(vector, "root2"));
                default -> throw new IllegalStateException("unknown kind of vector: " + kind);
            }
            return false;
        } catch (Refused e) {
            return true;
        }
    }

    /** Sizes beyond 2^63 turn negative here, as they would on any reader of ours. */
    private static long number(JsonNode vector, String name) {
        BigInteger value = vector.path(name).bigIntegerValue();
        return value.longValue();
    }

    private static Digest hash(JsonNode vector, String name) throws Refused {
        return digest(vector.path(name).asText());
    }

    /** Some vectors have words in place of hashes, which our types cannot hold; equal words become equal hashes. */
    private static Digest digest(String base64) throws Refused {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length == 0) {
            throw Refusal.of("hash-missing", "", "No hash at all cannot reach the check.")
                    .toException();
        }
        return bytes.length == Digest.BYTES ? Digest.fromBytes(bytes) : Digest.of(bytes);
    }
}
