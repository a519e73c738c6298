// A reader in Java 17, standard library only: say that it is there, present a
// chip, act on open alone. Run it with: java Reader.java
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

public class Reader {
    static final String URL = "http://localhost:8080";
    static final String TOKEN = "YOUR_TOKEN";
    static final String CHIP = "YOUR_CHIP";

    static final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

    /** One request. 5xx and a lost answer are tried again with the same body. */
    static String ask(String method, String path, String body) throws Exception {
        for (int attempt = 0; ; attempt++) {
            var send = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
            var request = HttpRequest.newBuilder(URI.create(URL + path)).timeout(Duration.ofSeconds(5)).method(method, send)
                .header("Authorization", "Bearer " + TOKEN).header("Content-Type", "application/json").build();
            try {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) return answer.body();
                if (attempt == 3 || answer.statusCode() < 500 && answer.statusCode() != 429)
                    throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
            } catch (IOException e) {
                if (attempt == 3) throw e;
            }
            Thread.sleep(500L << attempt);
        }
    }

    public static void main(String[] args) throws Exception {
        // Every 30 seconds: the console sees that the reader lives, and you see the server's time.
        System.out.println(ask("POST", "/api/v1/heartbeat", "{\"clock\":\"" + Instant.now() + "\",\"version\":\"java\"}"));

        // One key for each presentation: a second try gets the first answer, and the door opens once.
        var answer = ask("POST", "/api/v1/scans", "{\"key\":\"" + UUID.randomUUID() + "\",\"chip\":\"" + CHIP + "\"}");
        System.out.println(answer);
        System.out.println(answer.contains("\"open\":true") ? "OPEN" : "SHUT");

        // What has happened in the school, in order. Go on after "next".
        System.out.println(ask("GET", "/api/v1/scans?after=0&limit=100", null));
    }
}
