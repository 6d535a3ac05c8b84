package org.commonwatch.node.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.membership.Fingerprint;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.membership.OrganisationKind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The page of communities in the machine's Chromium: who waits is shown with the fingerprint, admitting is one press. */
@QuarkusTest
@WithTestResource(SampleNode.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class CommunityInBrowserTest {
    private static final int DESK = 1280;
    private static final int PHONE = 390;
    private static final String NAME = "browser-harbour";

    @TestHTTPResource("/")
    URI root;

    @Test
    void showsWhoWaitsAndAdmitsWithOnePress() throws Exception {
        Optional<java.nio.file.Path> chromium = Browser.installed();
        if (chromium.isEmpty()) {
            System.err.println("skipped: there is no Chromium on this machine");
        }
        Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        api("/api/v1/communities", "{\"name\":\"" + NAME + "\",\"organisation\":\"Port <b>of</b> Varna\"}");
        SigningKey key = SigningKey.generate(new SecureRandom());
        ask(key);
        try (Browser browser = Browser.start(chromium.orElseThrow())) {
            Cookie session = signIn();
            Page page = browser.open(ColorScheme.LIGHT, DESK, Optional.of(session));
            page.navigate(base() + "/community");
            assertEquals("Community", page.textContent("h1"));
            assertTrue(page.textContent("main").contains(Fingerprint.of(key.id())), "the fingerprint to compare");
            assertEquals(0, page.locator("main b").count(), "titles are text");
            PagesInBrowserTest.check(page, "community-waiting");
            page.click("button:has-text('admit North Grid')");
            page.waitForSelector("th:has-text('North Grid')");
            assertEquals(0, page.locator("button:has-text('admit')").count(), "nobody waits any more");
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page other = browser.open(colours, DESK, Optional.of(session));
                other.navigate(base() + "/community");
                PagesInBrowserTest.check(other, "community-" + colours);
                other.context().close();
            }
            Page phone = browser.open(ColorScheme.LIGHT, PHONE, Optional.of(session));
            phone.navigate(base() + "/community");
            Object overflow = phone.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
            assertTrue(((Number) overflow).intValue() <= 0, "wider than a phone by " + overflow);
        }
    }

    /** What another organisation's node sends when it shows its invitation. */
    private void ask(SigningKey key) throws Exception {
        JsonNode invitation = new ObjectMapper()
                .readTree(api("/api/v1/communities/" + NAME + "/invitations", "{\"valid_seconds\":600}")
                        .path("file")
                        .asText());
        String member = "org-" + key.id().digest().hex().substring(0, 16);
        Organisation organisation = Organisation.of(
                "North Grid",
                OrganisationKind.PRIVATE,
                new NoteKey(member, key.verifyingKey()),
                List.of(),
                List.of(URI.create("http://127.0.0.1:9")));
        String id = invitation.path("id").asText();
        String message = String.join(
                "\n",
                "commonwatch admission request v1",
                invitation.path("origin").asText(),
                id,
                organisation.body().toString());
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put(
                        "signature",
                        Base64.getEncoder().encodeToString(key.sign(message.getBytes(StandardCharsets.UTF_8))));
        body.set("organisation", organisation.body());
        HttpResponse<String> answer = Call.to(base(), "/ledger/" + NAME + "/invitations/" + id)
                .with("Content-Type", "application/json")
                .with("Commonwatch-Invitation", invitation.path("secret").asText())
                .post(body.toString());
        assertEquals(202, answer.statusCode(), answer.body());
    }

    private JsonNode api(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = Call.to(base(), path)
                .as(SampleNode.OWNER_TOKEN)
                .with("Content-Type", "application/json")
                .post(body);
        assertTrue(answer.statusCode() < 300, answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private Cookie signIn() throws IOException, InterruptedException {
        String link = api("/api/v1/sign-in-links", "").path("url").asText().replaceFirst(".*link=", "");
        String cookie = Call.to(base(), "/sign-in")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Sec-Fetch-Site", "same-origin")
                .post("link=" + link)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        return new Cookie(cookie.substring(0, cookie.indexOf('=')), value).setUrl(base());
    }

    private String base() {
        String text = root.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
