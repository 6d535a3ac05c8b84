package org.commonwatch.ledger.succession;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.proof.Fork;

/** The bytes of a {@link Succession}: a head of lines, an empty line, the parts whose lengths the head gives. */
final class SuccessionText {
    private static final String CODE = "succession-malformed";
    private static final String MAGIC = "commonwatch succession v1";

    private SuccessionText() {}

    static byte[] write(Succession record) {
        List<byte[]> parts = new ArrayList<>();
        StringBuilder head = new StringBuilder(MAGIC).append('\n');
        head.append("origin ").append(record.origin()).append('\n');
        head.append("epoch ").append(record.epoch()).append('\n');
        head.append("start ").append(record.start().size()).append(' ');
        head.append(record.start().root().base64()).append('\n');
        part(head, parts, "terms", record.terms().text().getBytes(StandardCharsets.UTF_8));
        record.votes().forEach(vote -> part(head, parts, "vote", vote.toBytes()));
        record.known().ifPresent(note -> part(head, parts, "final", note.toBytes()));
        record.forks().forEach(fork -> part(head, parts, "fork", fork.toBytes()));
        for (Chain.Link link : record.chain().links()) {
            head.append("at ")
                    .append(link.size())
                    .append(' ')
                    .append(link.root().base64());
            link.proof().forEach(hash -> head.append(' ').append(hash.base64()));
            head.append('\n');
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static void part(StringBuilder head, List<byte[]> parts, String word, byte[] bytes) {
        head.append(word).append(' ').append(bytes.length).append('\n');
        parts.add(bytes);
    }

    /** Lengths and links of a head, in their order. */
    private static final class Head {
        int terms;
        final List<Integer> votes = new ArrayList<>();
        Optional<Integer> known = Optional.empty();
        final List<Integer> forks = new ArrayList<>();
        final List<Chain.Link> links = new ArrayList<>();
    }

    static Succession parse(byte[] bytes) throws Refused {
        Text text = new Text(CODE, bytes);
        if (bytes.length > Succession.BYTES_MAX || !text.line().equals(MAGIC)) {
            throw text.malformed("A record has at most 32 MiB and starts with: " + MAGIC + ".", "");
        }
        String origin = text.after("origin");
        if (origin.isEmpty()) {
            throw text.malformed("A log has a name.", "");
        }
        long epoch = text.number(text.after("epoch"));
        String[] place = text.after("start").split(" ", -1);
        if (place.length != 2) {
            throw text.malformed("The start is a size and a root.", "");
        }
        Checkpoint start = Checkpoint.of(origin, text.number(place[0]), text.digest(place[1]));
        Head head = head(text);
        Terms terms = Terms.parse(text.bytes(head.terms));
        List<Vote> votes = new ArrayList<>();
        for (int length : head.votes) {
            votes.add(Vote.parse(text.bytes(length)));
        }
        Optional<Note> known =
                head.known.isEmpty() ? Optional.empty() : Optional.of(Note.parse(text.bytes(head.known.get())));
        List<Fork> forks = new ArrayList<>();
        for (int length : head.forks) {
            forks.add(Fork.parse(text.bytes(length)));
        }
        Succession record = new Succession(origin, epoch, terms, start, votes, known, forks, new Chain(head.links));
        if (!text.isAtEnd() || !Arrays.equals(record.toBytes(), bytes)) {
            throw text.malformed("A record has one spelling.", "");
        }
        return record;
    }

    /** The order of lines is checked by writing the record again. */
    private static Head head(Text text) throws Refused {
        Head head = new Head();
        for (String line = text.line(); !line.isEmpty(); line = text.line()) {
            String[] words = line.split(" ", -1);
            String first = words.length < 2 ? "" : words[1];
            switch (words[0]) {
                case "terms" -> head.terms = text.length(first, Terms.BYTES_MAX);
                case "vote" -> head.votes.add(text.length(first, Vote.BYTES_MAX));
                case "final" -> head.known = Optional.of(text.length(first, Note.BYTES_MAX));
                case "fork" -> head.forks.add(text.length(first, Fork.BYTES_MAX));
                case "at" -> head.links.add(link(text, words));
                default -> throw text.malformed("A line of the head has another first word.", words[0]);
            }
            boolean few = head.votes.size() <= Policy.LINES_OF_A_KIND_MAX
                    && head.forks.size() <= Succession.FORKS_MAX
                    && head.links.size() <= Chain.LINKS_MAX;
            if (!few) {
                throw text.malformed("There are too many lines of a kind.", words[0]);
            }
        }
        return head;
    }

    private static Chain.Link link(Text text, String[] words) throws Refused {
        if (words.length < 3 || words.length > 3 + Chain.PROOF_HASHES_MAX) {
            throw text.malformed("A link is a size, a root and at most 63 hashes.", "");
        }
        List<Digest> proof = new ArrayList<>();
        for (String hash : Arrays.asList(words).subList(3, words.length)) {
            proof.add(text.digest(hash));
        }
        return new Chain.Link(text.number(words[1]), text.digest(words[2]), proof);
    }
}
