package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.commonwatch.node.access.Secret;
import org.commonwatch.node.notify.Target.Mail.Login;
import org.commonwatch.node.notify.Target.Mail.Security;
import org.commonwatch.node.outbound.Outbound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** A real SMTP server on loopback, with STARTTLS, with TLS from the start, and with neither. */
@SuppressWarnings("NullAway.Init") // set before the first test
class MailSendingTest {
    private static final Optional<Login> LOGIN = Optional.of(new Login("node", Secret.of("pass-word")));

    @TempDir
    static Path folder;

    private static Authority authority;

    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private Optional<SMTPServer> server = Optional.empty();

    @BeforeAll
    static void makeKeys() throws Exception {
        authority = new Authority(folder);
    }

    @AfterEach
    void stop() {
        server.ifPresent(SMTPServer::stop);
    }

    private int serve(SMTPServer.Builder builder) {
        SMTPServer started = builder.bindAddress(Authority.loopback())
                .port(0)
                .simpleMessageListener(new SimpleMessageListener() {
                    @Override
                    public boolean accept(String from, String recipient) {
                        return recipient.startsWith("soc");
                    }

                    @Override
                    public void deliver(String from, String recipient, InputStream data) throws IOException {
                        received.add(data.readAllBytes());
                    }
                })
                .build();
        started.start();
        server = Optional.of(started);
        return started.getPortAllocated();
    }

    private SMTPServer.Builder withLogin() {
        return new SMTPServer.Builder()
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!user.equals("node") || !password.equals("pass-word")) {
                        throw new LoginFailedException();
                    }
                }));
    }

    private SMTPServer.Builder startTls() throws Exception {
        return withLogin().requireTLS().startTlsSocketFactory(authority.server(), false);
    }

    private void send(Target.Mail to, Message message, Outbound outbound) throws SendFault {
        new MailSending(outbound).send(to, message);
    }

    private static Target.Mail mail(int port, Security security, Optional<Login> login, String... to) {
        return new Target.Mail("localhost", port, security, login, "commonwatch@harbour.example", List.of(to));
    }

    private MimeMessage next() throws Exception {
        byte[] mail = Optional.ofNullable(received.poll(120, TimeUnit.SECONDS)).orElseThrow();
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
    }

    private static String text(MimeMessage mail) throws Exception {
        return new String(mail.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void sendsOverStartTlsWithALogin() throws Exception {
        int port = serve(startTls());
        send(
                mail(port, Security.STARTTLS, LOGIN, "soc@harbour.example", "soc-night@harbour.example"),
                Samples.hit("10.1.2.3", Optional.empty()),
                authority.trusting());
        MimeMessage mail = next();
        assertEquals(
                "TLP:AMBER+STRICT [commonwatch] hxxp://login[.]harbour[.]example/x at 10.1.2.3 in proxy: 3 lines, 1 blocked",
                mail.getSubject());
        assertEquals("<d-00112233445566778899aabbccddeeff@harbour.example>", mail.getMessageID());
        assertEquals("auto-generated", mail.getHeader("Auto-Submitted", null));
        assertEquals("Wed, 25 Nov 2026 00:00:00 GMT", mail.getHeader("Date", null));
        String text = text(mail);
        assertTrue(text.startsWith("TLP:AMBER+STRICT\r\n"), text);
        assertTrue(text.contains("https://node.example/hits/7"), text);
        assertTrue(text.contains("hxxp://login[.]harbour[.]example/x"), text);
        assertFalse(text.contains("http://login.harbour.example"), "no mail program makes a link of it: " + text);
        assertFalse(text.contains("First line"), "no telemetry unless it was asked for");
        next();
        assertEquals(0, received.size());
    }

    @Test
    void sendsWithTlsFromTheStart() throws Exception {
        int port = serve(withLogin().serverSocketFactory(authority.server()));
        send(mail(port, Security.IMPLICIT, LOGIN, "soc@harbour.example"), Samples.digest(), authority.trusting());
        String text = text(next());
        assertTrue(text.contains("31 hits held back"), text);
        assertTrue(text.contains("5 more found no room"), text);
        assertTrue(text.contains("and 30 more: https://node.example/hits"), text);
    }

    @Test
    void sendsInTheClearOnlyWhereTheOwnerSaysSo() throws Exception {
        int port = serve(new SMTPServer.Builder());
        Target.Mail protectedOne = mail(port, Security.STARTTLS, Optional.empty(), "soc@harbour.example");
        SendFault fault = assertThrows(SendFault.class, () -> send(protectedOne, Samples.test(), authority.trusting()));
        assertEquals("no-answer", fault.code());
        assertEquals(0, received.size());
        send(mail(port, Security.NONE, Optional.empty(), "soc@harbour.example"), Samples.test(), authority.trusting());
        assertTrue(text(next()).contains("A test of the channel soc"));
    }

    @Test
    void trustsNoServerItDoesNotKnow() throws Exception {
        int port = serve(startTls());
        Target.Mail to = mail(port, Security.STARTTLS, LOGIN, "soc@harbour.example");
        assertThrows(SendFault.class, () -> send(to, Samples.test(), Authority.strict(folder)));
        Target.Mail otherName = new Target.Mail("127.0.0.1", port, Security.STARTTLS, LOGIN, to.from(), to.to());
        assertThrows(SendFault.class, () -> send(otherName, Samples.test(), authority.trusting()));
        assertEquals(0, received.size());
    }

    @Test
    void aWrongLoginIsNamedWithoutThePassword() throws Exception {
        int port = serve(startTls());
        Optional<Login> wrong = Optional.of(new Login("node", Secret.of("not-the-word")));
        SendFault fault = assertThrows(
                SendFault.class,
                () -> send(
                        mail(port, Security.STARTTLS, wrong, "soc@harbour.example"),
                        Samples.test(),
                        authority.trusting()));
        assertEquals("mail-login", fault.code());
        assertFalse(fault.refused(), "somebody may be about to repair it");
        assertFalse(fault.sentence().contains("not-the-word"), fault.sentence());
    }

    @Test
    void anAddressTheServerDoesNotKnowIsARefusalAndNobodyGetsHalf() throws Exception {
        int port = serve(new SMTPServer.Builder());
        SendFault fault = assertThrows(
                SendFault.class,
                () -> send(
                        mail(port, Security.NONE, Optional.empty(), "soc@harbour.example", "nobody@harbour.example"),
                        Samples.test(),
                        authority.trusting()));
        assertEquals("mail-refused", fault.code());
        assertTrue(fault.refused());
        assertEquals(0, received.size());
    }

    @Test
    void foreignTextAddsNoHeaderAndNoLine() throws Exception {
        int port = serve(new SMTPServer.Builder());
        send(
                mail(port, Security.NONE, Optional.empty(), "soc@harbour.example"),
                Samples.hit(Samples.HOSTILE, Optional.of(Samples.HOSTILE)),
                authority.trusting());
        MimeMessage mail = next();
        assertEquals(0, Optional.ofNullable(mail.getHeader("Bcc")).orElse(new String[0]).length);
        String text = text(mail);
        assertFalse(text.contains("\nBcc") || text.contains("\u202e"), text);
        assertTrue(text.contains("First line:"), text);
    }

    @Test
    void nobodyThereIsAnAccident() throws Exception {
        int port = serve(new SMTPServer.Builder());
        stop();
        server = Optional.empty();
        SendFault fault = assertThrows(
                SendFault.class,
                () -> send(
                        mail(port, Security.NONE, Optional.empty(), "soc@harbour.example"),
                        Samples.test(),
                        authority.trusting()));
        assertEquals("no-answer", fault.code());
        assertFalse(fault.refused());
    }
}
