package org.commonwatch.ledger.seal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.payload.SealedHeader;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.wire.CanonicalReader;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * Proof that an author sealed something else than it signed, for people who were not its audience. Holds the signed
 * statement, the head of the sealed file, one chunk, the commitment of its object, both proofs, and the payload's key, which
 * opens this one payload. The key is the author's, because the head commits to it and the leaf to the head; that the chunk
 * then does not open, or opens to another object, is the author's doing.
 */
public final class SealEvidence {
    static final String FORMAT = "commonwatch seal evidence v1";

    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final byte[] leaf;
    private final byte[] key;
    private final byte[] head;
    private final List<Digest> headProof;
    private final int index;
    private final byte[] chunk;
    private final List<Digest> chunkProof;
    private final Digest commitment;
    private final List<Digest> commitmentProof;

    private SealEvidence(
            byte[] leaf,
            byte[] key,
            byte[] head,
            List<Digest> headProof,
            int index,
            byte[] chunk,
            List<Digest> chunkProof,
            Digest commitment,
            List<Digest> commitmentProof) {
        this.leaf = leaf;
        this.key = key;
        this.head = head;
        this.headProof = List.copyOf(headProof);
        this.index = index;
        this.chunk = chunk;
        this.chunkProof = List.copyOf(chunkProof);
        this.commitment = commitment;
        this.commitmentProof = List.copyOf(commitmentProof);
    }

    /** @param file whole, checked against its leaf before */
    public static SealEvidence of(Envelope envelope, byte[] file, PayloadKey key, int index) throws Refused {
        SealedHeader header = SealedHeader.parse(file, file.length);
        int from = Math.toIntExact(header.offset(index));
        MerkleTree sealed = header.sealedTree();
        return new SealEvidence(
                envelope.leaf(),
                key.secret(),
                header.head(),
                sealed.inclusion(0),
                index,
                Arrays.copyOfRange(file, from, from + header.length(index)),
                sealed.inclusion(index + 1),
                header.commitments().get(index),
                MerkleTree.of(header.commitments()).inclusion(index));
    }

    /**
     * What the author did, as a refusal's code: {@code seal-chunk} or {@code seal-object}.
     *
     * @throws Refused {@code evidence-none} when the object is as it should be, or whatever does not hold in the proof
     */
    public String verify(VerifyingKey author) throws Refused {
        Envelope envelope = Envelope.parse(leaf);
        if (!envelope.verify(author)) {
            throw none("The statement is not signed by this author.");
        }
        SealContext context =
                SealContext.of(envelope.statement()).orElseThrow(() -> none("The statement has no sealed payload."));
        PayloadCommitment payload = envelope.statement().draft().payload().orElseThrow();
        Digest sealed = payload.sealed().orElseThrow();
        if (index < 0 || index >= payload.count() || head.length != SealedHeader.HEAD_BYTES) {
            throw none("The object or the head is none of the payload.");
        }
        ProofCheck.inclusion(0, payload.count() + 1L, Rfc6962.leafHash(head), headProof, sealed);
        ProofCheck.inclusion(index + 1L, payload.count() + 1L, Rfc6962.leafHash(chunk), chunkProof, sealed);
        ProofCheck.inclusion(index, payload.count(), commitment, commitmentProof, payload.root());
        PayloadKey own = new PayloadKey(key, context);
        if (!own.isOf(head)) {
            throw none("The key is not the one that the author committed to.");
        }
        return own.judge(index, chunk, commitment).orElseThrow(() -> none("The object is what its author signed."));
    }

    public byte[] toBytes() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("chunk", BASE64.encodeToString(chunk));
        put(out.putArray("chunk_proof"), chunkProof);
        out.put("commitment", commitment.hex());
        put(out.putArray("commitment_proof"), commitmentProof);
        out.put("format", FORMAT);
        out.put("head", BASE64.encodeToString(head));
        put(out.putArray("head_proof"), headProof);
        out.put("index", index);
        out.put("key", BASE64.encodeToString(key));
        out.put("leaf", BASE64.encodeToString(leaf));
        return CanonicalJson.bytes(out);
    }

    /** @throws Refused {@code json-not-canonical}, {@code evidence-malformed} */
    public static SealEvidence parse(byte[] bytes) throws Refused {
        JsonNode json = CanonicalReader.read(bytes);
        JsonNode index = json.path("index");
        if (!FORMAT.equals(json.path("format").textValue()) || !index.isIntegralNumber() || !index.canConvertToInt()) {
            throw malformed();
        }
        return new SealEvidence(
                bytes(json, "leaf"),
                bytes(json, "key"),
                bytes(json, "head"),
                proof(json.path("head_proof")),
                index.intValue(),
                bytes(json, "chunk"),
                proof(json.path("chunk_proof")),
                digest(json.path("commitment")),
                proof(json.path("commitment_proof")));
    }

    private static void put(ArrayNode array, List<Digest> proof) {
        proof.forEach(node -> array.add(node.hex()));
    }

    private static byte[] bytes(JsonNode json, String name) throws Refused {
        byte[] bytes = StrictBase64.decode(json.path(name).asText(""));
        if (name.equals("key") && bytes.length != PayloadKey.KEY_BYTES) {
            throw malformed();
        }
        return bytes;
    }

    private static List<Digest> proof(JsonNode array) throws Refused {
        if (!array.isArray() || array.size() > Integer.SIZE) {
            throw malformed();
        }
        List<Digest> proof = new ArrayList<>();
        for (JsonNode node : array) {
            proof.add(digest(node));
        }
        return proof;
    }

    private static Digest digest(JsonNode node) throws Refused {
        String hex = node.asText("");
        if (!hex.matches("[0-9a-f]{64}")) {
            throw malformed();
        }
        return Digest.fromHex(hex);
    }

    private static Refused none(String message) {
        return Refusal.of("evidence-none", "", message).toException();
    }

    private static Refused malformed() {
        return Refusal.of("evidence-malformed", "", "This is no evidence about a sealed payload.")
                .toException();
    }
}
