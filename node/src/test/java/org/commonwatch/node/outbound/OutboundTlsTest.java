package org.commonwatch.node.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HTTPS server whose certificate is of an authority that only {@code COMMONWATCH_CA_FILE} knows. */
class OutboundTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path keys;

    private static Path authority = Path.of("");
    private static HttpsServer server;

    @TempDir
    Path folder;

    /** Once: each key takes a process of its own, and a second. */
    @BeforeAll
    static void start() throws Exception {
        Path store = keys.resolve("keys.p12");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Authority of a test",
                "-ext",
                "bc:c");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-signer",
                "ca");
        authority = keys.resolve("ca.pem");
        keytool(store, "-exportcert", "-rfc", "-alias", "ca", "-file", authority.toString());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext(store)));
        server.createContext("/list", exchange -> {
            byte[] body = "192.0.2.1\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void trustsTheAuthorityOfTheExtraFile() throws Exception {
        try (Answer answer =
                outbound(Map.of("COMMONWATCH_CA_FILE", authority.toString())).get(question("localhost"))) {
            assertEquals(200, answer.status());
            assertEquals("192.0.2.1\n", new String(answer.open().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void trustsItOutsideHttpToo() throws Exception {
        Outbound extra = outbound(Map.of("COMMONWATCH_CA_FILE", authority.toString()));
        try (SSLSocket socket = socket(extra)) {
            socket.startHandshake();
        }
        try (SSLSocket socket = socket(outbound(Map.of()))) {
            assertThrows(SSLHandshakeException.class, socket::startHandshake);
        }
    }

    private SSLSocket socket(Outbound outbound) throws Exception {
        return (SSLSocket) outbound.trusted()
                .getSocketFactory()
                .createSocket(
                        server.getAddress().getAddress(), server.getAddress().getPort());
    }

    @Test
    void trustsNobodyElse() {
        OutboundFault fault =
                assertThrows(OutboundFault.class, () -> outbound(Map.of()).get(question("localhost")));
        assertEquals("no-answer", fault.code());
        assertTrue(String.valueOf(fault.getMessage()).contains("certification path"), fault.toString());
    }

    /** What keeps a name that was rebound to somebody else's server from being answered there. */
    @Test
    void refusesACertificateForAnotherHost() {
        Outbound outbound = outbound(Map.of("COMMONWATCH_CA_FILE", authority.toString()));
        OutboundFault fault = assertThrows(OutboundFault.class, () -> outbound.get(question("127.0.0.1")));
        assertEquals("no-answer", fault.code());
    }

    @Test
    void saysWhichFileHoldsNoAuthority() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
        for (Path file : List.of(empty, folder.resolve("missing.pem"))) {
            Outbound outbound = outbound(Map.of("COMMONWATCH_CA_FILE", file.toString()));
            OutboundFault fault = assertThrows(OutboundFault.class, () -> outbound.get(question("localhost")));
            assertEquals("ca-file", fault.code());
            assertTrue(String.valueOf(fault.getMessage()).contains(file.toString()), fault.toString());
        }
    }

    private Outbound.Question question(String host) {
        URI url = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/list");
        return new Outbound.Question(url, url, Optional.empty(), Map.of(), 1_000, Duration.ofMinutes(2));
    }

    private Outbound outbound(Map<String, String> variables) {
        return new Outbound(
                folder.resolve("downloads"),
                name -> Optional.ofNullable(variables.get(name)),
                InetAddress::getAllByName);
    }

    /** The server's key alone: with the authority's beside it the platform might show that one. */
    private static SSLContext serverContext(Path store) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD);
        }
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        Key key = all.getKey("server", PASSWORD);
        own.setKeyEntry("server", key, PASSWORD, all.getCertificateChain("server"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
