package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        header = "Runs a whole community on this machine: several organisations, a node each.",
        description = {
            "",
            "Founds a community, has the others join it, shares something at one node and shows it arrive, final and "
                    + "searchable, at the others. Prints a link to each node and goes on until Ctrl-C, which removes "
                    + "everything again.",
            "",
            "With --council all nodes order the community's log together, so that it goes on without some of them: kill one "
                    + "and see. A majority of members then makes an entry final, instead of more than two thirds."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch demo",
            "  commonwatch demo --nodes 5",
            "  commonwatch demo --council --nodes 5",
            "  commonwatch demo --until-shown"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int NODES_MIN = 2;

    /** A node takes some 200 MB of memory. */
    private static final int NODES_MAX = 7;

    private static final Duration ARRIVAL_MAX = Duration.ofSeconds(30);
    private static final Duration QUORUM_MAX = Duration.ofSeconds(60);
    private static final String COMMUNITY = "harbour";

    /** Documentation addresses and names (RFC 5737, 2606): nothing of it exists. */
    private static final String REPORT = """
            Mail to all pilots this morning, sent from billing@pilot-invoices.example.
            The link led to hxxps://login[.]harbour-pilots[.]example/reset and loaded a program from 198.51.100[.]77
            with SHA-256 3f5a0f3c5b1f0a9d7c7b4f4e8d8f0f6b1b0a7c9d2e3f4a5b6c7d8e9fa0b1c2d3.
            """;

    private static final String SEEN_LATER = "The same sender wrote to us: hxxp://203.0.113[.]99/invoice.zip";

    private static final List<String> TITLES = List.of(
            "Port of Varna",
            "North Grid",
            "St Anna Hospital",
            "Coast Rescue",
            "Harbour Rail",
            "Salt Works",
            "Lighthouse University");
    private static final List<String> KINDS =
            List.of("public", "private", "non-profit", "citizen-group", "private", "private", "academic");

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Organisations, each with its node: 2 to 7 (default: 3).")
    private int nodes = 3;

    @Option(
            names = "--council",
            description = "All nodes order the log together, as a council, instead of the first one alone.")
    private boolean council;

    @Option(names = "--until-shown", description = "End when everything was shown instead of going on until Ctrl-C.")
    private boolean untilShown;

    private final Surroundings surroundings;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        if (nodes < NODES_MIN || nodes > NODES_MAX) {
            throw Usage.wrong(
                    Objects.requireNonNull(spec),
                    "--nodes is " + NODES_MIN + " to " + NODES_MAX + ", not " + nodes + ".");
        }
        try (DemoNodes running = DemoNodes.start(nodes, council, surroundings)) {
            say("started " + nodes + " nodes in " + Patience.millis(running.startNanos()) + ", below "
                    + SafeText.line(running.folder().toString()));
            List<Node> all = running.homes().stream()
                    .map(home -> Node.in(home, surroundings))
                    .toList();
            found(all);
            Optional<JsonNode> ordering =
                    council ? Optional.of(new DemoCouncil(all, COMMUNITY, this::say).form()) : Optional.empty();
            share(all.getFirst(), all, 0, REPORT, "198.51.100.77");
            share(all.getLast(), all, nodes - 1, SEEN_LATER, "203.0.113.99");
            links(all, running, ordering);
            if (!untilShown) {
                say("Goes on until Ctrl-C, which ends the nodes and deletes the folder.");
                surroundings.console().flush();
                running.await(mayFail(), number -> say(TITLES.get(number) + "'s node has ended; the others go on"));
            }
        }
        return Exit.DONE;
    }

    /** Nodes without which the log goes on. */
    private int mayFail() {
        return council ? (nodes - 1) / 2 : 0;
    }

    private void links(List<Node> all, DemoNodes running, Optional<JsonNode> ordering) throws Refused {
        say("");
        ArrayNode shown = Json.object().putArray("nodes");
        for (int i = 0; i < nodes; i++) {
            String link = Json.text(all.get(i).post(ApiPath.of("sign-in-links"), Json.object()), "url");
            say(TITLES.get(i) + ": " + SafeText.line(link));
            long process = running.processes().get(i);
            shown.addObject()
                    .put("organisation", TITLES.get(i))
                    .put("url", all.get(i).base().toString())
                    .put("sign_in", link)
                    .put("process", process)
                    .put("home", running.homes().get(i).toString());
        }
        say("Each link signs a browser in once. From a terminal: ./commonwatch community status --home "
                + SafeText.line(running.homes().getFirst().toString()));
        if (mayFail() > 0) {
            say("The log goes on while " + mayFail() + " of them " + (mayFail() == 1 ? "is" : "are") + " gone: kill -9 "
                    + running.processes().getFirst() + " ends " + TITLES.getFirst() + "'s.");
        }
        if (answer.json()) {
            ObjectNode told = Json.object().set("nodes", shown);
            ordering.ifPresent(status -> told.set("council", status));
            surroundings.console().print(told);
            surroundings.console().flush();
        }
    }

    private void found(List<Node> all) throws Refused {
        all.getFirst()
                .post(
                        ApiPath.of("communities"),
                        Json.object()
                                .put("name", COMMUNITY)
                                .put("organisation", TITLES.getFirst())
                                .put("kind", KINDS.getFirst())
                                .put("quorum", council ? "majority" : "two-thirds"));
        say(TITLES.getFirst() + " founded the community " + COMMUNITY);
        for (int i = 1; i < all.size(); i++) {
            String fingerprint = Json.text(all.get(i).get(ApiPath.of("communities")), "fingerprint");
            JsonNode invitation = all.getFirst()
                    .post(
                            ApiPath.of("communities", COMMUNITY, "invitations"),
                            Json.object().put("fingerprint", fingerprint));
            all.get(i)
                    .post(
                            ApiPath.of("communities", "joins"),
                            Json.object()
                                    .put("invitation", Json.text(invitation, "file"))
                                    .put("organisation", TITLES.get(i))
                                    .put("kind", KINDS.get(i)));
            say(TITLES.get(i) + " joined by invitation, key " + SafeText.line(fingerprint));
        }
        long start = System.nanoTime();
        String quorum = Patience.waitFor("the members to cosign", QUORUM_MAX, () -> {
            JsonNode status = all.getFirst().get(ApiPath.of("communities", COMMUNITY));
            long cosigners = 0;
            for (JsonNode member : status.path("members")) {
                cosigners += member.path("cosigns").asBoolean() ? 1 : 0;
            }
            boolean ready =
                    cosigners == all.size() && Json.text(status, "finality").equals("final");
            return ready ? Optional.of(Json.text(status, "policy")) : Optional.empty();
        });
        say("every member cosigns after " + Patience.millis(System.nanoTime() - start)
                + "; final now means cosigned by " + SafeText.line(quorum));
    }

    /** Imports a report at one node, shares it, and waits until each node finds a value of it. */
    private void share(Node author, List<Node> all, int number, String report, String value) throws Refused {
        JsonNode imported = author.post(
                ApiPath.of("imports")
                        .with("tlp", "green")
                        .with("source", "demo")
                        .with("format", "text"),
                BodyPublishers.ofString(report, StandardCharsets.UTF_8),
                "text/plain");
        long start = System.nanoTime();
        JsonNode shared = author.post(
                ApiPath.of("shares"),
                Json.object().put("batch", Json.text(imported, "batch")).put("collection", COMMUNITY));
        long applied = System.nanoTime() - start;
        say("");
        say(TITLES.get(number) + " shared " + Json.text(shared, "shared") + " objects; final and applied there after "
                + Patience.millis(applied));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i != number) {
                Node reader = all.get(i);
                Patience.waitFor("the objects to arrive", ARRIVAL_MAX, () -> sees(reader, value));
                lines.add(TITLES.get(i) + " finds " + value + " after " + Patience.millis(System.nanoTime() - start));
            }
        }
        lines.forEach(this::say);
    }

    private static Optional<String> sees(Node reader, String value) throws Refused {
        JsonNode found = reader.get(ApiPath.of("search").with("q", "value:" + value));
        for (JsonNode hit : found.path("hits")) {
            if (Json.text(hit, "log").equals(COMMUNITY)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** The story is for people; programs get the nodes. */
    private void say(String line) {
        Console console = surroundings.console();
        if (answer.json()) {
            console.note(line);
        } else {
            console.print(line);
        }
        console.flush();
    }

    /** Where the nodes live, for messages. */
    static Path home(Path folder, int number) {
        return folder.resolve("node-" + (number + 1));
    }
}
