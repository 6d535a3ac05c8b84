package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewChannelTest {
    private static final String MAIL = """
            {"name":"duty","kind":"mail","host":"mail.example","user":"u","password":"pass-word","from":"a@b.example",
             "to":["c@d.example"]%s}""";

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} is refused as {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {"kind":"webhook","url":"https://a.example"}                                       | name
            {"name":"A b","kind":"webhook","url":"https://a.example"}                          | name
            {"name":"new","kind":"webhook","url":"https://a.example"}                          | name
            {"name":"a","kind":"pager"}                                                        | kind
            {"name":"a","kind":"webhook"}                                                      | url
            {"name":"a","kind":"webhook","url":"file:///etc/passwd"}                           | url
            {"name":"a","kind":"webhook","url":"https://u:p@a.example/"}                       | url
            {"name":"a","kind":"webhook","url":"https://a.example/#x"}                         | url
            {"name":"a","kind":"webhook","url":"https://a.example","header":"no colon"}        | header
            {"name":"a","kind":"webhook","url":"https://a.example","header":"Host: b"}         | header
            {"name":"a","kind":"webhook","url":"https://a.example","to":"c@d.example"}         | unknown-property
            {"name":"a","kind":"webhook","url":"https://a.example","max_tlp":"green"}          | max-tlp
            {"name":"a","kind":"webhook","url":"https://a.example","max_tlp":"amber"}          | max-tlp
            {"name":"a","kind":"webhook","url":"https://a.example","limit":0}                  | limit
            {"name":"a","kind":"webhook","url":"https://a.example","limit":1001}               | limit
            {"name":"a","kind":"webhook","url":"https://a.example","limit":"ten"}              | limit
            {"name":"a","kind":"webhook","url":"https://a.example","digest":"never"}           | digest
            {"name":"a","kind":"webhook","url":"https://a.example","quiet":"22-07"}            | quiet
            {"name":"a","kind":"webhook","url":"https://a.example","quiet":"25:00-07:00"}      | quiet
            {"name":"a","kind":"webhook","url":"https://a.example","quiet":"07:00-07:00"}      | quiet
            {"name":"a","kind":"webhook","url":"https://a.example","zone":"Mars"}              | zone
            {"name":"a","kind":"webhook","url":"https://a.example","kinds":"domains"}          | kinds
            {"name":"a","kind":"webhook","url":"https://a.example","verdict":"maybe"}          | verdict
            {"name":"a","kind":"webhook","url":"https://a.example","min_confidence":101}       | min-confidence
            {"name":"a","kind":"webhook","url":"https://a.example","include_line":"yes"}       | include-line
            {"name":"a","kind":"syslog"}                                                       | host
            {"name":"a","kind":"syslog","host":"a b"}                                          | host
            {"name":"a","kind":"syslog","host":"-oProxy"}                                      | host
            {"name":"a","kind":"syslog","host":"s.example","transport":"sctp"}                 | transport
            {"name":"a","kind":"syslog","host":"s.example","port":0}                           | port
            {"name":"a","kind":"syslog","host":"s.example","facility":24}                      | facility
            {"name":"a","kind":"mail","host":"m.example","from":"a@b.example"}                 | to
            {"name":"a","kind":"mail","host":"m.example","to":"c@d.example"}                   | from
            {"name":"a","kind":"mail","host":"m.example","from":"a@b.example","to":"x\\r\\nBcc: y@z.example"} | to
            {"name":"a","kind":"mail","host":"m.example","from":"a@b.example","to":"c@d.example","user":"u"} | password
            {"name":"a","kind":"mail","host":"m.example","from":"a@b.example","to":"c@d.example","user":"u","password":"p","security":"none"} | security
            """)
    void refuses(String json, String code) {
        Refused refused = assertThrows(
                Refused.class, () -> NewChannel.read(NotifyFixture.json(json), Optional.empty(), NotifyFixture.SECRET));
        assertEquals(code, refused.refusal().code());
    }

    @Test
    void readsBackWhatItKept() throws Refused {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            NewChannel mail = NewChannel.read(
                    NotifyFixture.json(MAIL.formatted(",\"quiet\":\"22:00-07:00\",\"zone\":\"Europe/Amsterdam\"")),
                    Optional.empty(),
                    NotifyFixture.SECRET);
            node.channels.add(mail, node.clock.instant());
            Channel kept = node.channels.named("duty").orElseThrow();
            assertEquals(mail.target().kept(), kept.target().kept());
            assertEquals(mail.pace(), kept.pace());
            assertEquals(mail.interest(), kept.interest());
        }
    }

    @Test
    void showsNoSecret() throws Refused {
        Target mail = NewChannel.read(NotifyFixture.json(MAIL.formatted("")), Optional.empty(), NotifyFixture.SECRET)
                .target();
        Target webhook = NewChannel.read(
                        NotifyFixture.json(
                                "{\"name\":\"a\",\"kind\":\"webhook\",\"url\":\"https://a.example\",\"header\":\"X-Key: hush\"}"),
                        Optional.empty(),
                        NotifyFixture.SECRET)
                .target();
        for (String said :
                new String[] {mail.shown() + mail.where() + mail, webhook.shown() + webhook.where() + webhook}) {
            assertFalse(said.contains("pass-word") || said.contains("hush") || said.contains("of-the-tests"), said);
        }
    }

    @Test
    void aPasswordStaysWithItsServer() throws Refused {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.channels.add(
                    NewChannel.read(NotifyFixture.json(MAIL.formatted("")), Optional.empty(), NotifyFixture.SECRET),
                    node.clock.instant());
            Optional<Channel> before = node.channels.named("duty");
            ObjectNode change = NotifyFixture.json(MAIL.formatted(",\"limit\":5"));
            change.remove("password");
            NewChannel same = NewChannel.read(change, before, NotifyFixture.SECRET);
            assertEquals("pass-word", same.target().kept().path("password").asText());
            change.put("host", "elsewhere.example");
            assertEquals(
                    "password",
                    assertThrows(Refused.class, () -> NewChannel.read(change, before, NotifyFixture.SECRET))
                            .refusal()
                            .code());
        }
    }

    @Test
    void aHeaderStaysWithItsOriginAndTheSecretWithTheChannel() throws Refused {
        try (NotifyFixture node = NotifyFixture.open(folder)) {
            node.add(",\"header\":\"X-Key: hush\"");
            Optional<Channel> before = Optional.of(node.soc());
            ObjectNode change = NotifyFixture.json("{\"url\":\"https://soc.example/other\"}");
            var fresh = org.commonwatch.node.access.Secret.of("another");
            ObjectNode kept = NewChannel.read(change, before, fresh).target().kept();
            assertEquals("hush", kept.path("header_value").asText());
            assertEquals(NotifyFixture.SECRET.reveal(), kept.path("secret").asText());
            change.put("url", "https://elsewhere.example/");
            assertFalse(NewChannel.read(change, before, fresh).target().kept().has("header_value"));
        }
    }
}
