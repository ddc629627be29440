"""What page furniture says, by reason and language.

One phrase a line, in words as a reader sees them; case, punctuation and quote style do not matter.
  ^ before it: only at the beginning of the line.     $ after it: only at the end; ^...$ is the whole line.
  * stands for one to four words of any kind.          ! before it: telling enough in a line of any length.
A phrase without "!" decides about short lines only (`wording.SHORT_LINES`), or where two of one reason meet and speak
to the reader (`ADDRESS`); without "^" and "$", only about a line that speaks to the reader, or is hardly more than it.
Every language's phrases are tried on every text: pages mix languages, and none of these is news in another.
"""

from __future__ import annotations

PHRASES: dict[str, dict[str, str]] = {
    "comment_form": {
        "en": """
            ^comments$
            ^comment$
            ^comments closed$
            ^comments are closed$
            ^no comments$
            ^no comments yet$
            ^view comments$
            ^show comments$
            ^read comments$
            ^post a comment$
            ^add a comment$
            ^leave a comment
            ^leave a reply
            ^cancel reply
            ^post comment$
            ^join the conversation$
            ^join the discussion$
            ^join our commenting forum
            ^start the conversation$
            ^have your say$
            ^what do you think$
            ^write a comment$
            ^you must be logged in to
            ^log in to comment
            ^sign in to comment
            ^you must confirm your public display name
            ^add your comment
            ^what are your thoughts$
            !your email address will not be published
            !required fields are marked
            !please keep comments relevant and respectful
            !comments may take up to an hour
            see their replies
            follow other * readers
            commenting forum
            ^save my name email and website in this browser
            ^notify me of
            ^please enter a valid email address$
            before commenting$
            ^all comments$
            ^please log in to comment
            ^log in to leave a comment
            ^sign in to join the conversation
            ^create an account to comment
            ^comments on this article are
            ^comments for this article are
            !comments are moderated
            ^report this comment
            ^report comment$
            ^newest first$
            ^oldest first$
            ^be the first to comment
            ^this conversation is moderated
            ^there are no comments
            ^let's hear your thoughts
            ^did you find this content helpful
            ^was this article helpful
            ^was this page helpful
            ^was this helpful
            ^rate this article
            ^thank you for your feedback
            ^tell us in the comments
            ^please logout and then login again
            ^spotted an error
            ^report an error
            ^report a typo
            !email us your letter
            !^this site uses akismet to reduce spam
            """,
        "de": """
            ^kommentare$
            ^kommentar schreiben$
            ^kommentar verfassen$
            ^kommentare anzeigen
            ^kommentieren$
            ^zu den kommentaren$
            ^diskutieren sie mit$
            ^schreiben sie einen kommentar
            ^schreibe einen kommentar
            ^keine kommentare
            !deine e-mail-adresse wird nicht veröffentlicht
            !ihre e-mail-adresse wird nicht veröffentlicht
            !nur angemeldete benutzer können kommentieren
            !dein kommentar wurde nicht gespeichert
            ^ihre meinung ist uns wichtig
            ^wie hat ihnen dieser artikel gefallen
            ^schicken sie uns ihr feedback
            ^durchschnittliche bewertung
            ^kommentare sind geschlossen
            ^kommentare geschlossen
            ^kommentar hinterlassen
            ^kommentar abgeben
            ^jetzt kommentieren
            ^artikel kommentieren
            ^mitdiskutieren$
            ^zur diskussion$
            ^alle kommentare
            ^leserkommentare
            kommentarfunktion
            ^sie müssen angemeldet sein um
            ^bitte melden sie sich an um
            ^melden sie sich an um zu kommentieren
            !nur angemeldete * kommentieren
            ^ihr kommentar$
            ^war dieser artikel hilfreich
            ^fanden sie diesen artikel hilfreich
            ^hat ihnen dieser artikel gefallen
            ^hat ihnen der artikel gefallen
            ^fehler gefunden$
            ^fehler melden$
            !richtlinien zum erstellen von kommentaren
            ^neueste zuerst$
            ^älteste zuerst$
            ^mehr kommentare$
            !^diese website verwendet akismet um spam
            !^diese seite verwendet akismet um spam
            """,
        "fr": """
            ^commentaires$
            ^commenter$
            ^laisser un commentaire
            ^ajouter un commentaire
            ^réagir$
            ^voir les commentaires
            !votre adresse e-mail ne sera pas publiée
            !votre adresse de messagerie ne sera pas publiée
            ^les commentaires sont fermés
            ^soyez le premier à commenter
            ^soyez le premier à réagir
            ^réagissez$
            ^réagir à cet article
            ^lire les commentaires
            ^voir tous les commentaires
            ^poster un commentaire
            ^publier un commentaire
            ^écrire un commentaire
            ^vous devez être connecté pour
            ^connectez-vous pour commenter
            ^connectez-vous pour réagir
            ^signaler ce commentaire
            ^votre commentaire$
            ^les commentaires sont réservés aux abonnés
            ^pour commenter cet article
            ^vous avez repéré une erreur
            ^une erreur à signaler
            !^ce site utilise akismet pour réduire
            """,
        "es": """
            ^comentarios$
            ^comentar$
            ^deja un comentario
            ^deja una respuesta
            ^escribe tu comentario
            ^ver comentarios
            !tu dirección de correo electrónico no será publicada
            ^comentarios cerrados
            ^sé el primero en comentar
            ^escribe un comentario
            ^escribir un comentario
            ^dejar un comentario
            ^añadir comentario
            ^publicar comentario
            ^inicia sesión para comentar
            ^regístrate para comentar
            ^normas de participación
            ^los comentarios están cerrados
            ^comentarios de nuestros suscriptores
            ^quieres comentar$
            !para ver los comentarios de nuestros
            ^ver todos los comentarios
            ^denunciar comentario
            """,
        "it": """
            ^commenti$
            ^commenta$
            ^lascia un commento
            !il tuo indirizzo email non sarà pubblicato
            ^i commenti sono chiusi
            ^scrivi un commento
            ^invia un commento
            ^aggiungi un commento
            ^leggi i commenti
            ^tutti i commenti
            ^accedi per commentare
            ^devi effettuare l'accesso per
            ^partecipa alla discussione
            ^mostra commenti
            """,
        "pt": """
            ^comentários$
            ^comentar$
            ^deixe um comentário
            ^deixe uma resposta
            !o seu endereço de e-mail não será publicado
            !o seu endereço de email não será publicado
            ^comentários encerrados
            ^os comentários estão fechados
            ^seja o primeiro a comentar
            ^escreva um comentário
            ^escreva o seu comentário
            ^deixe o seu comentário
            ^deixe seu comentário
            ^adicionar comentário
            ^ver comentários
            ^ver todos os comentários
            ^faça login para comentar
            ^inicie sessão para comentar
            !os comentários são de responsabilidade
            """,
        "nl": """
            ^reacties$
            ^reageren$
            ^reageer$
            ^plaats een reactie
            ^geef een reactie
            !je e-mailadres wordt niet gepubliceerd
            ^reageer op dit artikel
            ^schrijf een reactie
            ^bekijk reacties
            ^toon reacties
            ^lees de reacties
            ^laat een reactie achter
            ^log in om te reageren
            ^je moet ingelogd zijn om
            ^u moet ingelogd zijn om
            ^reacties gesloten
            ^reageren is niet mogelijk
            ^reageren niet meer mogelijk
            ^alle reacties
            ^log in of maak een account
            """,
        "pl": """
            ^komentarze$
            ^dodaj komentarz
            ^skomentuj$
            !twój adres e-mail nie zostanie opublikowany
            ^skomentuj artykuł
            ^napisz komentarz
            ^zobacz komentarze
            ^pokaż komentarze
            ^wszystkie komentarze
            ^zaloguj się aby dodać komentarz
            ^zaloguj się aby komentować
            ^brak komentarzy
            ^zostaw komentarz
            ^komentuj$
            ^masz ciekawy temat
            ^masz temat$
            """,
        "nordic": """
            ^kommentarer$
            ^kommentera$
            ^skriv en kommentar
            ^skriv kommentar
            ^legg igjen en kommentar
            ^kommentit$
            ^kirjoita kommentti
            ^jätä kommentti
            ^kommenter$
            ^kommentér$
            ^vis kommentarer
            ^se kommentarer
            ^log ind for at kommentere
            ^deltag i debatten
            ^kommentarer är stängda
            ^visa kommentarer
            ^logga in för att kommentera
            ^delta i diskussionen
            ^kommenter artikkelen
            ^logg inn for å kommentere
            ^kommentarfeltet er stengt
            ^kommentoi$
            ^kommentoi artikkelia
            ^näytä kommentit
            ^kirjaudu kommentoidaksesi
            ^osallistu keskusteluun
            """,
        "ar": """
            ^التعليقات$
            ^أضف تعليق
            ^اترك تعليق
            ^اكتب تعليق
            ^شارك برأيك$
            """,
        "fa": """
            ^نظرات$
            ^نظر شما$
            ^ارسال نظر
            """,
        "ru": """
            ^комментарии$
            ^оставить комментарий
            ^добавить комментарий
            ^комментировать$
            ^показать комментарии
            """,
        "uk": """
            ^коментарі$
            ^залишити коментар
            ^додати коментар
            """,
        "tr": """
            ^yorumlar$
            ^yorum yap
            ^yorum yaz
            ^yorum ekle
            """,
        "cs": """
            ^diskuze$
            ^diskuse$
            ^vstoupit do diskuze
            ^přidat komentář
            ^zobrazit diskuzi
            """,
        "hu": """
            ^hozzászólások$
            ^szólj hozzá
            ^hozzászólok$
            """,
        "ro": """
            ^comentarii$
            ^lasă un comentariu
            ^adaugă un comentariu
            ^comentează$
            """,
        "el": """
            ^σχόλια$
            ^αφήστε σχόλιο
            ^σχολιάστε$
            """,
        "he": """
            ^תגובות$
            ^הוסף תגובה
            ^הוספת תגובה
            """,
        "id": """
            ^komentar$
            ^tulis komentar
            ^kirim komentar
            """,
        "vi": """
            ^bình luận$
            ^gửi bình luận
            ^ý kiến bạn đọc$
            """,
        "hr": """
            ^komentari$
            ^ostavite komentar
            ^dodaj komentar
            """,
    },
    "copyright": {
        "en": """
            !all rights reserved
            !this material may not be published broadcast rewritten
            may not be reproduced without
            ^reuse this content
            ^order reprints$
            ^purchase licensing rights
            ^reprints and permissions
            !may not be republished
            !no part of this * may be reproduced
            ^republish this article$
            ^republish this story$
            ^reprints permissions$
            ^licensing and reprints$
            """,
        "de": """
            !alle rechte vorbehalten
            !für die kommerzielle nutzung dieses inhalts
            ^jede weiterverwendung
            !nachdruck und vervielfältigung
            ^nachdruck verboten
            ^artikel lizenzieren
            ^rechte am artikel erwerben
            """,
        "fr": """
            !tous droits réservés
            !toute reproduction interdite
            !reproduction interdite
            ^droits de reproduction
            !tous droits de reproduction
            """,
        "es": """
            !todos los derechos reservados
            ^prohibida la reproducción
            !prohibida la reproducción total
            !prohibida su reproducción total
            ^prohibida su reproducción
            ^derechos reservados
            """,
        "it": """
            !tutti i diritti riservati
            ^riproduzione riservata
            !riproduzione riservata
            ^vietata la riproduzione
            !vietata la riproduzione anche parziale
            ^diritti riservati
            """,
        "pt": """
            !todos os direitos reservados
            ^proibida a reprodução
            !proibida a reprodução total
            !reprodução proibida
            ^direitos reservados
            """,
        "nl": """
            !alle rechten voorbehouden
            !niets uit deze uitgave
            ^auteursrechten voorbehouden
            !overname zonder toestemming
            """,
        "pl": """
            !wszelkie prawa zastrzeżone
            !prawa zastrzeżone
            !dalsze rozpowszechnianie
            !kopiowanie materiałów
            """,
        "nordic": """
            !alle rettigheder forbeholdes
            !alla rättigheter förbehållna
            !kaikki oikeudet pidätetään
            !alle rettigheter forbeholdt
            !eftertryk forbudt
            !kopiering uden tilladelse
            !materialet er beskyttet * ophavsret
            """,
        "ar": """
            !جميع الحقوق محفوظة
            """,
        "fa": """
            !تمامی حقوق محفوظ
            ^کلیه حقوق
            """,
        "ru": """
            !все права защищены
            !при использовании материалов ссылка
            """,
        "uk": """
            !всі права захищені
            """,
        "tr": """
            !tüm hakları saklıdır
            !her hakkı saklıdır
            """,
        "cs": """
            !všechna práva vyhrazena
            """,
        "hu": """
            !minden jog fenntartva
            """,
        "ro": """
            !toate drepturile rezervate
            """,
        "el": """
            !με την επιφύλαξη παντός δικαιώματος
            """,
        "he": """
            !כל הזכויות שמורות
            """,
        "hr": """
            !sva prava pridržana
            """,
    },
    "consent": {
        "en": """
            cookie policy
            !we use cookies
            !cookies or similar technologies
            !this content is hosted by
            !this article contains content provided by
            your online privacy
            !manage your cookie
            cookie preferences
            cookie settings
            privacy policy
            privacy notice
            privacy preferences
            our trusted partners
            ^accept all
            ^accept and continue$
            ^manage preferences$
            ^allow all cookies
            terms of service apply
            terms of use
            !this content is not available due to your
            ^accept cookies$
            ^reject all$
            ^your privacy choices$
            ^do not sell my
            !this site uses cookies
            !this website uses cookies
            !this site is protected by recaptcha
            !you can withdraw your consent
            ^allow and continue$
            ^load content$
            !cookies are absolutely essential
            !necessary cookies are
            ^this website uses cookies
            !store and access information on a device
            !store and or access information on a device
            ^privacy settings$
            ^manage privacy settings
            """,
        "de": """
            !personenbezogene daten an drittplattformen
            !deine privatsphäre-einstellungen verhindern
            !an dieser stelle finden sie einen von unseren redakteuren
            !ich bin damit einverstanden dass mir der externe inhalt
            !ich bin damit einverstanden dass mir externe inhalte
            !empfohlener externer inhalt
            ^empfohlener redaktioneller inhalt$
            ^externer inhalt nicht verfügbar$
            ^externer inhalt$
            ^externe inhalte anzeigen$
            in den privatsphäre-einstellungen$
            wir verwenden cookies
            cookie-einstellungen
            datenschutzerklärung
            ^alle akzeptieren$
            !diese seite verwendet cookies
            !diese website verwendet cookies
            !um diesen inhalt anzuzeigen
            !um diesen inhalt zu sehen
            ^cookies akzeptieren$
            ^zustimmen und weiter
            ^ein klick für den datenschutz$
            !dieser inhalt kann nicht angezeigt
            !wir benötigen ihre zustimmung um
            !wir brauchen ihre zustimmung um
            ^inhalt laden$
            ^inhalte aktivieren$
            """,
        "fr": """
            !nous utilisons des cookies
            politique de cookies
            politique de confidentialité
            gestion des cookies
            ^tout accepter$
            !ce contenu est bloqué car vous n'avez pas accepté
            !pour afficher ce contenu
            !pour voir ce contenu
            !vous avez refusé les cookies
            !en cliquant sur accepter
            !ce site utilise des cookies
            ^accepter et continuer$
            ^continuer sans accepter
            ^paramétrer les cookies
            ^gérer mes choix$
            ^gérer les cookies$
            """,
        "es": """
            política de cookies
            utilizamos cookies
            política de privacidad
            ^aceptar todo$
            !este sitio web utiliza cookies
            !este sitio utiliza cookies
            !usamos cookies
            ^aceptar cookies
            ^aceptar y continuar$
            ^configurar cookies
            ^rechazar todo$
            !para ver este contenido
            """,
        "it": """
            informativa sui cookie
            utilizziamo i cookie
            informativa sulla privacy
            ^accetta tutto$
            !questo sito utilizza cookie
            !questo sito usa cookie
            !usiamo i cookie
            ^accetta i cookie
            ^accetta e continua$
            ^rifiuta tutto$
            ^gestisci i cookie
            ^preferenze cookie
            !per visualizzare questo contenuto
            """,
        "pt": """
            política de cookies
            utilizamos cookies
            política de privacidade
            ^aceitar todos$
            !este site utiliza cookies
            !este site usa cookies
            !usamos cookies
            ^aceitar cookies
            ^aceitar e continuar$
            ^rejeitar todos$
            ^definições de cookies
            ^gerir cookies
            """,
        "nl": """
            !wij gebruiken cookies
            cookiebeleid
            privacybeleid
            privacyverklaring
            ^alles accepteren$
            !deze website gebruikt cookies
            !deze site gebruikt cookies
            ^cookies accepteren
            ^accepteer cookies
            ^cookie-instellingen
            ^cookievoorkeuren
            ^akkoord$
            !om deze inhoud te * cookies
            """,
        "pl": """
            polityka cookies
            używamy plików cookie
            polityka prywatności
            !ta strona używa
            !ta strona korzysta z
            !nasza strona używa
            ^akceptuj wszystkie
            ^akceptuję$
            ^przejdź do serwisu$
            ^zarządzaj plikami cookie
            ^ustawienia prywatności$
            """,
        "nordic": """
            !vi bruger cookies
            !vi använder cookies
            !vi bruker cookies
            persondatapolitik
            cookiepolitik
            !vi använder kakor
            ^acceptera alla
            ^godkänn alla
            ^accepter alle
            ^tillad alle
            ^godta alle
            ^hyväksy kaikki
            !käytämme evästeitä
            !sivusto käyttää evästeitä
            ^evästeasetukset
            ^cookieindstillinger
            ^cookie-inställningar
            !denne hjemmeside bruger cookies
            !for at se dette indhold
            !för att se detta innehåll
            """,
    },
    "newsletter": {
        "en": """
            ^sign up for * newsletter
            ^sign up to * newsletter
            ^sign up for our
            ^sign up to our
            ^sign up here
            !sign up for our newsletter
            !sign up to our newsletter
            !subscribe to our newsletter
            !sign up for our free
            !sign up to our free
            !sign up for our daily
            !sign up for our weekly
            !delivered straight to your inbox
            !delivered to your inbox
            !straight to your inbox
            ^get our * newsletter
            ^get our * email for free
            ^get the latest * inbox
            ^enter your email
            ^email address$
            ^subscribe$
            ^sign up$
            ^thanks for signing up
            ^thank you for signing up
            ^by signing up you
            ^i would like to be emailed about
            ^newsletter$
            ^newsletters$
            !sign up for our newsletters
            this newsletter
            !sign up for breaking news
            ^sign up to get
            ^sign up to receive
            ^sign up to learn more
            ^sign up now
            ^get the * newsletter
            !right in your inbox
            !to your inbox every
            !to your inbox each
            !in your inbox every
            !sent to your inbox
            !sent straight to your inbox
            !right into your inbox
            ^subscribe to our
            ^subscribe to the * newsletter
            ^join our newsletter
            ^join our mailing list
            ^your email address$
            ^your email$
            ^check your email to
            ^please check your email
            ^get email alerts
            ^get breaking news alerts
            ^you're reading the * newsletter
            !unsubscribe at any time
            !unsubscribe anytime
            ^turn on notifications
            !sign up to receive it in
            ^newsletter sign up$
            ^newsletter signup$
            """,
        "de": """
            ^newsletter abonnieren
            ^jetzt newsletter
            ^jetzt anmelden$
            !melden sie sich * zum newsletter an
            !abonnieren sie unseren newsletter
            !abonnieren sie den newsletter
            !jetzt für den newsletter
            !hier geht es zur newsletter-anmeldung
            ^mit meiner anmeldung zum newsletter
            ^melden sie sich hier für
            ^zum newsletter$
            ^newsletter bestellen
            ^kostenlos anmelden$
            ^ihre e-mail-adresse$
            ^e-mail-adresse$
            ^abonnieren$
            !direkt in ihr postfach
            !direkt in dein postfach
            in ihr postfach
            jederzeit abbestellen
            jederzeit wieder abmelden
            ^nichts mehr verpassen
            ^push-mitteilungen
            ^whatsapp-kanal
            !unseren whatsapp-kanal
            !unserem whatsapp-kanal
            ^jetzt kostenlos abonnieren$
            jetzt kostenlos abonnieren$
            """,
        "fr": """
            !inscrivez-vous à notre newsletter
            !abonnez-vous à notre newsletter
            ^inscrivez-vous à la newsletter
            ^recevez notre newsletter
            ^votre adresse e-mail$
            ^inscrivez-vous$
            ^s'inscrire$
            ^je m'inscris$
            ^m'inscrire$
            !inscrivez-vous gratuitement à
            !inscription à la newsletter
            ^recevez gratuitement
            ^recevez chaque matin
            ^recevez chaque jour
            ^recevez l'essentiel
            ^recevez toute l'actualité
            dans votre boîte mail
            dans votre boîte de réception
            !vous désinscrire à tout moment
            !vous désabonner à tout moment
            ^votre e-mail$
            ^votre email$
            ^adresse e-mail$
            ^activer les notifications
            !rejoignez notre chaîne whatsapp
            """,
        "es": """
            !suscríbete a nuestra newsletter
            !suscríbete a nuestro boletín
            ^suscríbete$
            ^apúntate a
            !suscríbete a la newsletter
            !apúntate a la newsletter
            !suscríbete al boletín
            en tu bandeja de entrada
            ^recibe nuestro boletín
            ^recibe las noticias
            ^tu correo electrónico$
            ^correo electrónico$
            ^suscribirme$
            ^suscribirse$
            ^boletines$
            ^boletín$
            !únete a nuestro canal
            ^activa las notificaciones
            """,
        "it": """
            !iscriviti alla newsletter
            ^iscriviti$
            !iscriviti alla nostra newsletter
            ^iscriviti alla
            ^iscriviti gratis
            ^iscriviti ora
            ^ricevi le notizie
            nella tua casella
            !iscriviti al nostro canale
            ^la tua email$
            ^indirizzo email$
            ^inserisci la tua email
            ^attiva le notifiche
            !nostro canale whatsapp
            """,
        "pt": """
            !subscreva a nossa newsletter
            !assine nossa newsletter
            !inscreva-se na newsletter
            !subscreva a newsletter
            !assine a newsletter
            !assine a nossa newsletter
            !inscreva-se em nossa newsletter
            ^receba as notícias
            ^receba as principais
            ^seu e-mail$
            ^o seu email$
            ^o seu e-mail$
            ^ative as notificações
            !siga o nosso canal
            ^entre no canal
            ^participe do canal
            ^receba nossa newsletter
            ^receba a nossa newsletter
            """,
        "nl": """
            !schrijf je in voor onze nieuwsbrief
            !meld je aan voor onze nieuwsbrief
            ^inschrijven$
            ^nieuwsbrief$
            ^ontvang onze nieuwsbrief
            ^ontvang * nieuwsbrief
            ^schrijf je in
            ^schrijf u in
            ^meld je aan voor
            ^meld u aan voor
            ^aanmelden$
            in je mailbox
            in uw mailbox
            in je inbox
            ^je e-mailadres$
            ^uw e-mailadres$
            ^e-mailadres$
            !op elk moment afmelden
            !ons whatsapp-kanaal
            """,
        "pl": """
            !zapisz się do newslettera
            !zapisz się na newsletter
            ^zapisz się$
            ^zapisz się na
            ^twój e-mail$
            ^twój adres e-mail$
            ^podaj adres e-mail
            ^subskrybuj$
            ^subskrybuj nasz
            na twoją skrzynkę
            na swoją skrzynkę
            !dołącz do naszego kanału
            """,
        "nordic": """
            !tilmeld dig vores nyhedsbrev
            !tilmeld dig nyhedsbrevet
            !meld deg på nyhetsbrevet
            !prenumerera på vårt nyhetsbrev
            !tilaa uutiskirje
            ^tilmeld$
            ^tilmeld dig$
            ^tilmeld nyhedsbrev
            ^tilmeld dig gratis
            ^få nyhedsbrevet
            ^nyhedsbrev$
            ^nyhedsbreve$
            !i din indbakke
            ^nyhetsbrev$
            ^få nyhetsbrevet
            ^meld deg på
            !rett i innboksen
            !i innboksen din
            ^anmäl dig$
            ^anmäl dig till
            ^få vårt nyhetsbrev
            !till din inkorg
            !i din inkorg
            !prenumerera på nyhetsbrevet
            ^din e-postadress$
            ^din e-mail$
            ^din e-post$
            ^uutiskirje$
            ^uutiskirjeet$
            !suoraan sähköpostiisi
            ^sähköpostiosoite$
            """,
        "ar": """
            ^اشترك في النشرة
            ^النشرة البريدية
            ^اشترك في نشرتنا
            ^حمل تطبيق
            ^حمّل تطبيق
            ^تابعونا على واتساب
            """,
        "ru": """
            ^подпишитесь на рассылку
            ^подписаться на рассылку
            ^подписывайтесь на рассылку
            ^скачайте приложение
            """,
        "tr": """
            ^bültenimize abone
            ^bültene abone
            ^e-bülten
            ^bültenimize kaydol
            """,
        "cs": """
            ^přihlaste se k odběru
            ^odebírejte newsletter
            """,
        "hu": """
            ^iratkozzon fel
            ^iratkozz fel
            """,
        "ro": """
            ^abonează-te la newsletter
            ^abonați-vă la newsletter
            """,
        "id": """
            ^berlangganan newsletter
            ^unduh aplikasi
            """,
        "el": """
            ^εγγραφείτε στο newsletter
            """,
    },
    "appeal": {
        "en": """
            ^your support helps
            ^your support makes
            !your donation allows us
            !your donation helps us
            !your contribution helps us
            !your support helps us
            !support our journalism
            support independent journalism
            support quality journalism
            help us keep
            !make a donation today
            !we rely on readers like you
            become a supporter
            !please consider making a contribution
            !please consider making a donation
            consider donating
            quality journalism
            independent journalism
            our journalism
            behind a paywall
            become a member
            make a donation
            donate today
            ^donate$
            ^donate now
            ^support us$
            ^support us today
            ^subscribe to * premium
            ^start your * subscription today
            ^already subscribed
            ^already a subscriber
            ^subscribe now
            ^subscribe today
            ^subscribe to read
            ^subscribe for
            ^subscribe to continue
            ^unlock this article
            ^this article is for subscribers
            ^this is a subscriber-only
            ^to continue reading
            ^continue reading with
            premium subscription today
            paid for by those who can afford
            reader-funded
            ^log in or create an account to
            ^log in to continue
            ^sign in to continue
            ^create a free account
            ^create free account
            create free account$
            ^register for free
            ^register to continue
            ^already have an account
            ^this content is for subscribers
            ^this feature is for subscribers
            ^this story is for subscribers
            !exclusive to * subscribers
            ^you have * free articles left
            ^you've reached your * limit
            ^become a subscriber
            ^become a paid subscriber
            ^gift this article
            ^give this article$
            ^start your free trial
            ^start free trial
            ^enjoying our latest content$
            !please consider liking sharing and subscribing
            !support local journalism
            ^for subscribers$
            ^for subscribers only$
            ^subscribers only$
            ^subscriber only$
            ^subscriber exclusive$
            ^premium$
            ^premium content$
            ^members only$
            !funded by readers like you
            ^thank you for your support
            ^help us tell more stories
            ^help us tell stories like
            ^your donation keeps
            ^your donation helps us
            """,
        "de": """
            !unterstützen sie unsere arbeit
            !unterstütze unsere arbeit
            !unterstützen sie unseren journalismus
            !unabhängiger journalismus braucht
            ^jetzt spenden
            ^spenden$
            ^jetzt abonnieren
            ^jetzt weiterlesen
            ^weiterlesen mit
            ^sie haben bereits ein abo
            ^bereits abonnent
            ^wochen kostenlos testen
            ^jetzt kostenlos testen
            ^jetzt testen$
            ^2 wochen kostenlos testen
            !abonnieren für die pressefreiheit
            ^artikel freischalten
            ^dieser artikel ist nur für abonnenten
            !unterstützen sie uns * spende
            ^unterstützen sie uns
            ^unterstütze uns
            ^ihre spende$
            ^ihre spende hilft
            ^mit ihrer spende
            ^jetzt unterstützen
            ^jetzt mitglied werden
            ^mitglied werden$
            ^werden sie mitglied
            ^abo abschließen
            ^zum abo$
            ^jetzt registrieren
            ^jetzt kostenlos registrieren
            ^noch kein konto
            ^bereits registriert
            ^bereits abonniert
            ^ich habe bereits ein abo
            ^schon abonnent
            ^exklusiv für abonnenten
            ^nur für abonnenten
            ^dieser inhalt ist exklusiv
            ^dieser artikel ist exklusiv
            ^mit abo weiterlesen
            ^lesen sie weiter mit
            ^artikel weiterlesen$
            ^monatlich kündbar
            ^jederzeit kündbar
            !mehr lesekomfort
            ^e-paper und news in
            ^gratis testen
            ^kostenlos testen
            ^testabo
            ^probeabo
            ^jetzt probeabo
            ^artikel verschenken
            !unterstützen * indem sie * abonnieren
            """,
        "fr": """
            !soutenez notre journalisme
            !soutenez un journalisme
            ^faire un don$
            ^faites un don
            ^soutenez-nous
            ^cet article est réservé aux abonnés
            ^déjà abonné
            ^abonnez-vous
            ^s'abonner$
            ^soutenez notre
            ^soutenez un média
            ^je fais un don
            ^je m'abonne
            ^réservé aux abonnés
            ^article réservé aux
            ^contenu réservé aux
            ^ce contenu est réservé
            !la suite est réservée aux abonnés
            ^il vous reste * de cet article
            ^il vous reste * à lire
            ^offrir cet article
            ^créez un compte
            ^créer un compte$
            ^déjà inscrit
            ^déjà un compte
            ^testez gratuitement
            ^essayez gratuitement
            ^découvrir nos offres
            ^découvrez nos offres
            ^devenez membre
            """,
        "es": """
            !apoya nuestro periodismo
            ^hazte socio
            ^suscríbete para
            ^haz una donación
            ^ya eres suscriptor
            ^hazte socia
            ^hazte suscriptor
            ^suscríbase
            ^suscribete$
            !es sólo para suscriptores
            !es solo para suscriptores
            ^sólo para suscriptores
            ^solo para suscriptores
            ^exclusivo para suscriptores
            ^contenido exclusivo para
            ^este artículo es exclusivo
            ^para seguir leyendo
            ^sigue leyendo$
            ^ya soy suscriptor
            ^ya estás suscrito
            ^inicia sesión
            ^regístrate gratis
            ^regístrate para
            ^crea una cuenta
            ^crear cuenta$
            ^regala este artículo
            ^apóyanos
            """,
        "it": """
            !sostieni il nostro giornalismo
            ^abbonati
            ^sostienici
            ^sei già abbonato
            ^sostieni il
            ^sostieni l'informazione
            ^fai una donazione
            ^dona ora
            ^contenuto riservato
            ^articolo riservato
            ^questo articolo è riservato
            ^questo contenuto è riservato
            ^per continuare a leggere
            ^continua a leggere$
            ^hai già un abbonamento
            ^accedi o registrati
            ^registrati$
            ^registrati gratis
            ^registrati per
            ^prova gratis
            ^regala questo articolo
            """,
        "pt": """
            !apoie o nosso jornalismo
            !apoie o jornalismo
            ^assine já
            ^já é assinante
            ^faça um donativo
            ^apoie-nos
            ^assine$
            ^assine agora
            ^assine para
            ^seja assinante
            ^torne-se assinante
            ^exclusivo para assinantes
            ^conteúdo exclusivo para
            ^este artigo é exclusivo
            ^para continuar a ler
            ^para continuar lendo
            ^continue lendo$
            ^continue a ler$
            ^já sou assinante
            ^crie uma conta
            ^cadastre-se
            ^registe-se
            ^faça uma doação
            ^doe agora
            ^ofereça este artigo
            """,
        "nl": """
            !steun onze journalistiek
            ^word abonnee
            ^al abonnee
            ^doneer
            ^word lid
            ^neem een abonnement
            ^neem nu een abonnement
            ^abonneer je
            ^abonneer$
            ^abonneer nu
            ^verder lezen$
            ^om verder te lezen
            ^wil je verder lezen
            ^dit artikel is alleen
            ^exclusief voor abonnees
            ^alleen voor abonnees
            ^ben je al abonnee
            ^ik ben al abonnee
            ^al een account
            ^maak een account
            ^steun ons
            ^probeer gratis
            ^geef dit artikel cadeau
            ^altijd opzegbaar
            """,
        "pl": """
            !wesprzyj nas
            !wspieraj niezależne
            ^zostań prenumeratorem
            ^masz już prenumeratę
            ^wesprzyj
            ^wspieraj nas
            ^przekaż darowiznę
            ^wykup dostęp
            ^kup dostęp
            ^kup subskrypcję
            ^wykup subskrypcję
            ^treść dostępna
            ^tylko dla subskrybentów
            ^czytaj dalej$
            ^aby czytać dalej
            ^jesteś subskrybentem
            ^zaloguj się aby czytać
            ^załóż konto
            ^zarejestruj się
            """,
        "nordic": """
            !støt vores journalistik
            ^bliv abonnent
            ^er du allerede abonnent
            ^bli abonnent
            ^prenumerera$
            ^støt os
            ^køb abonnement
            ^prøv gratis
            ^kun for abonnenter
            ^læs videre med
            ^for at læse videre
            ^allerede abonnent
            ^opret konto
            ^bliv medlem
            ^stöd oss
            ^stötta oss
            ^bli prenumerant
            ^köp prenumeration
            ^prova gratis
            ^bara för prenumeranter
            ^endast för prenumeranter
            ^redan prenumerant
            ^är du redan prenumerant
            ^skapa konto
            ^bli medlem
            ^støtt oss
            ^kjøp abonnement
            ^kjøp tilgang
            ^bare for abonnenter
            ^for å lese videre
            ^er du abonnent
            ^har du allerede abonnement
            ^vain tilaajille
            ^tilaajille$
            ^lue koko artikkeli
            ^jatka lukemista
            ^oletko jo tilaaja
            ^luo tunnus
            """,
        "tr": """
            ^abone ol$
            """,
    },
    "social": {
        "en": """
            ^follow us$
            ^follow us on
            ^follow * on twitter
            ^follow * on facebook
            ^follow * on instagram
            ^follow * on x$
            ^follow * on linkedin
            ^follow * on google
            ^follow * on whatsapp
            ^like us on facebook
            ^find us on facebook
            ^share$
            ^share this$
            ^share this article
            ^share this story
            ^share this post
            ^share this page
            ^share on facebook
            ^share on twitter
            ^share on x$
            ^share on whatsapp
            ^share on linkedin
            ^share via
            ^share article
            ^share the article
            ^tweet$
            ^tweet this
            ^facebook$
            ^twitter$
            ^whatsapp$
            ^linkedin$
            ^instagram$
            ^telegram$
            ^pinterest$
            ^reddit$
            ^flipboard$
            ^copy link$
            ^copied$
            ^print$
            ^email$
            ^email this
            ^save$
            ^view this post on instagram
            ^a post shared by
            ^join us on
            ^join * on whatsapp
            ^you can follow
            ^social media$
            !as a preferred source
            !follow * on google news
            ^share this with
            ^share this content
            ^share options$
            ^share full article
            ^share link$
            ^shares$
            ^copy link to
            ^link copied
            ^email link$
            ^connect with us
            ^find us on
            ^like us on
            ^subscribe on youtube
            ^watch on youtube
            ^view on instagram
            ^view on x$
            ^see this post on
            ^view post on
            ^view this post on
            ^bluesky$
            ^mastodon$
            ^messenger$
            ^more sharing options
            ^click to share
            ^share with friends
            ^other ways to connect
            !you can email * here and
            ^follow$
            ^like this$
            ^like loading$
            ^email this article$
            ^email this story$
            ^email the story$
            """,
        "de": """
            ^folgen sie uns
            ^folge uns
            ^teilen$
            ^artikel teilen
            ^auf facebook teilen
            ^auf twitter teilen
            ^drucken$
            ^seite drucken
            ^link kopieren
            ^merken$
            ^per mail
            ^folgen sie * auf
            ^teilen sie diesen
            ^beitrag teilen$
            ^jetzt teilen$
            ^auf x teilen
            ^auf whatsapp teilen
            ^auf linkedin teilen
            ^per whatsapp
            ^per e-mail teilen
            ^link kopiert
            ^artikel drucken
            ^drucken seite drucken$
            ^artikel merken
            ^artikel versenden
            ^e-mail$
            ^versenden$
            ^feedback schicken sie uns
            ^gefällt mir$
            ^gefällt mir lade$
            ^gefällt mir wird geladen$
            """,
        "fr": """
            ^suivez-nous
            ^partager$
            ^partager sur
            ^partagez$
            ^partager l'article
            ^imprimer$
            ^copier le lien
            ^partager cet article
            ^partager par
            ^partager via
            ^partager cette
            ^lien copié
            ^envoyer par
            ^rejoignez-nous sur
            ^retrouvez-nous sur
            ^nous suivre$
            ^suivre$
            ^enregistrer$
            ^sauvegarder$
            """,
        "es": """
            ^síguenos
            ^síganos
            ^compartir$
            ^compartir en
            ^comparte$
            ^copiar enlace
            ^imprimir$
            ^comparte en
            ^comparte esta
            ^comparte este
            ^compartir esta
            ^compartir este
            ^enlace copiado
            ^copiar link
            ^enviar por$
            ^enviar por correo
            ^enviar por email
            ^enviar por e-mail
            ^seguir$
            ^seguir en$
            ^seguir en twitter
            ^seguir en facebook
            ^guardar$
            """,
        "it": """
            ^seguici
            ^condividi$
            ^condividi su
            ^stampa$
            ^copia link
            ^condividi questo
            ^condividi l'articolo
            ^condividi con
            ^link copiato
            ^copia il link
            ^invia per$
            ^invia per email
            ^invia per e-mail
            ^segui$
            ^salva$
            ^stampa l'articolo
            """,
        "pt": """
            ^siga-nos
            ^partilhar$
            ^compartilhar$
            ^compartilhe$
            ^copiar link
            ^partilhar no
            ^partilhar em
            ^partilhar via
            ^compartilhar no
            ^compartilhar em
            ^link copiado
            ^copiar ligação
            ^enviar por$
            ^enviar por correo
            ^enviar por email
            ^enviar por e-mail
            ^salvar$
            ^imprimir$
            ^compartilhe esta notícia
            ^compartilhe esta matéria
            """,
        "nl": """
            ^volg ons
            ^deel$
            ^delen$
            ^deel dit
            ^deel op
            ^kopieer link
            ^deel via
            ^deel artikel
            ^delen via
            ^delen op
            ^link gekopieerd
            ^kopieer de link
            ^volg$
            ^bewaar$
            ^bewaren$
            ^opslaan$
            ^artikel opslaan
            """,
        "pl": """
            ^udostępnij$
            ^obserwuj nas
            ^podziel się
            ^drukuj$
            ^udostępnij na
            ^udostępnij artykuł
            ^udostępnij ten
            ^skopiuj link
            ^kopiuj link
            ^link skopiowany
            ^wyślij$
            ^śledź nas
            ^obserwuj$
            ^polub nas
            ^dołącz do nas na
            ^zapisz$
            ^poleć$
            """,
        "nordic": """
            ^følg os
            ^følg oss
            ^følj oss
            ^del$
            ^dela$
            ^jaa$
            ^del artikel
            ^dela artikeln
            ^seuraa meitä
            ^del på
            ^del artiklen
            ^del link
            ^kopier link
            ^kopiér link
            ^link kopieret
            ^følg$
            ^gem$
            ^gem artikel
            ^udskriv$
            ^dela på$
            ^dela på facebook
            ^dela på twitter
            ^dela artikel
            ^dela via
            ^kopiera länk
            ^länk kopierad
            ^följ$
            ^spara$
            ^spara artikel
            ^skriv ut$
            ^del saken
            ^del artikkel
            ^kopier lenke
            ^lenke kopiert
            ^lagre$
            ^jaa artikkeli
            ^kopioi linkki
            ^seuraa$
            ^tallenna$
            ^tulosta$
            ^följ ämnen$
            ^följ skribent$
            ^följ oss på
            """,
        "cs": """
            ^sdílet$
            ^sdílejte$
            ^sdílet článek
            ^sledujte nás na
            """,
        "tr": """
            ^paylaş$
            ^takip et$
            """,
        "ru": """
            ^поделиться$
            ^подписаться$
            ^подписывайтесь на
            ^поделиться в
            ^поделитесь$
            ^скопировать ссылку$
            ^мы в telegram
            ^читайте нас в
            ^подпишитесь на нас
            ^подпишитесь на наш
            """,
        "hi": """
            ^कॉपी लिंक$
            ^शेयर$
            """,
        "cjk": """
            ^分享让更多人看到$
            ^关注$
            ^分享$
            ^シェア$
            ^ツイート$
            ^공유$
            """,
        "ar": """
            ^شارك$
            ^مشاركة$
            ^شارك المقال
            ^شارك الخبر
            ^شارك هذا
            ^شاركها$
            ^تابعنا على
            ^تابعونا على
            ^نسخ الرابط$
            ^تابعونا عبر
            """,
        "fa": """
            ^اشتراک گذاری$
            ^اشتراک‌گذاری$
            """,
        "uk": """
            ^поділитися$
            ^поділитись$
            ^підписуйтесь на наш
            ^підписуйтеся на наш
            """,
        "hu": """
            ^megosztás$
            ^kövessen minket
            ^kövess minket
            """,
        "ro": """
            ^distribuie$
            ^urmărește-ne pe
            ^urmăriți-ne pe
            """,
        "el": """
            ^κοινοποίηση$
            ^ακολουθήστε μας
            ^ακολουθήστε το
            """,
        "he": """
            ^שתפו$
            ^שיתוף$
            """,
        "id": """
            ^bagikan$
            ^bagikan artikel
            ^ikuti kami
            ^tag$
            !bergabung di grup telegram
            """,
        "vi": """
            ^chia sẻ$
            """,
        "hr": """
            ^podijeli$
            ^pratite nas na
            ^podeli$
            """,
    },
    "related_link": {
        "en": """
            ^read more$
            ^read more on
            ^read more about
            ^read also
            ^also read
            ^read next$
            ^related$
            ^related articles$
            ^related stories$
            ^related content$
            ^related topics$
            ^related news$
            ^related coverage$
            ^related posts$
            ^related links$
            ^more on this story$
            ^more on this$
            ^more on this topic$
            ^more from
            ^more stories$
            ^more stories from
            ^more news$
            ^see also$
            ^see more$
            ^you may also like$
            ^you might also like$
            ^recommended$
            ^recommended stories$
            ^recommended reading$
            ^recommended for you$
            ^don't miss$
            ^trending$
            ^trending now$
            ^most read$
            ^most popular$
            ^most viewed$
            ^popular$
            ^latest news$
            ^top stories$
            ^editors' picks$
            ^editor's picks$
            ^what to read next$
            ^up next$
            ^watch$
            ^listen$
            ^in pictures$
            ^list of * items$
            ^end of list$
            ^click here for more
            ^for more news
            ^more to read$
            ^more coverage$
            ^more like this$
            ^keep reading$
            ^related reading$
            ^related article$
            ^related story$
            ^related post$
            ^related video$
            ^related videos$
            ^you may like$
            ^you might like$
            ^must read$
            ^must reads$
            ^latest stories$
            ^latest articles$
            ^recent posts$
            ^recent stories$
            ^recent articles$
            ^popular stories$
            ^popular articles$
            ^featured stories$
            ^featured articles$
            ^in case you missed it$
            ^in other news$
            ^explore more$
            ^discover more$
            ^check also$
            ^also see$
            ^read our reviews of
            ^click here to read
            """,
        "de": """
            ^lesen sie auch$
            ^lesen sie auch hier
            ^lesen sie hierzu auch
            ^lesen sie mehr
            ^mehr zum thema
            ^mehr dazu$
            ^mehr lesen$
            ^mehr anzeigen$
            ^mehr aus
            ^mehr von
            ^passend zum artikel$
            ^passend zum thema$
            ^zum thema$
            ^auch interessant$
            ^weitere artikel
            ^weitere nachrichten$
            ^das könnte sie auch interessieren
            ^das könnte dich auch interessieren
            ^meistgelesen$
            ^meistgelesene artikel$
            ^ähnliche$
            ^ähnliche artikel$
            ^ähnliche beiträge$
            ^verwandte artikel$
            ^verwandte themen$
            ^weiterlesen$
            ^zur startseite$
            ^siehe auch$
            ^top-themen$
            ^lesen sie hier
            ^mehr zu diesem thema
            ^mehr nachrichten
            ^mehr themen$
            ^mehr artikel
            ^mehr infos$
            ^weitere themen$
            ^weitere meldungen
            ^weitere beiträge$
            ^weiterführende links$
            ^weiterführende artikel$
            ^links zum thema$
            ^das könnte sie interessieren
            ^das könnte ihnen auch gefallen
            ^auch lesenswert
            ^lesetipp$
            ^lesetipps$
            ^lesen sie dazu
            ^lesen sie außerdem
            ^lesen sie jetzt
            ^neueste artikel$
            ^neueste nachrichten$
            ^aktuelle nachrichten$
            ^beliebte artikel$
            ^meist gelesen$
            ^die meistgelesenen
            ^unsere empfehlung$
            ^unsere empfehlungen$
            ^video zum thema$
            ^videos zum thema$
            ^videos rund um
            ^aus dem archiv$
            !lesen sie in unserem liveblog
            !jederzeit in unserem liveblog
            !aktuelle entwicklungen im liveblog
            """,
        "fr": """
            ^à lire aussi
            ^lire aussi
            ^lire plus$
            ^voir aussi
            ^à voir aussi
            ^sur le même sujet
            ^en savoir plus$
            ^articles liés$
            ^les plus lus$
            ^à la une$
            ^lire la suite$
            ^lire également
            ^lisez aussi
            ^lisez également
            ^à voir également
            ^à découvrir$
            ^aussi à lire
            ^sur le même thème$
            ^dans la même rubrique$
            ^vous aimerez aussi
            ^vous pourriez aussi aimer
            ^nos autres articles
            ^plus d'articles
            ^plus d'infos$
            ^articles similaires$
            ^articles recommandés$
            ^recommandé pour vous$
            ^notre sélection$
            ^les plus partagés$
            ^les plus populaires$
            ^dernières actualités$
            ^dernières infos$
            ^derniers articles$
            ^pour aller plus loin$
            ^retrouvez aussi
            """,
        "es": """
            ^lea también
            ^lee también
            ^leer más$
            ^te puede interesar
            ^más información$
            ^noticias relacionadas$
            ^más noticias$
            ^relacionado$
            ^relacionados$
            ^lo más leído$
            ^ver más$
            ^lea más$
            ^lee más
            ^leer también
            ^lea además
            ^lee además
            ^te puede gustar
            ^te recomendamos$
            ^le recomendamos$
            ^también te puede interesar
            ^también le puede interesar
            ^te podría interesar
            ^quizás te interese
            ^quizá te interese
            ^puede interesarte
            ^noticia relacionada$
            ^artículos relacionados$
            ^contenido relacionado$
            ^más leídas$
            ^lo más visto$
            ^últimas noticias$
            ^mira también
            ^vea también
            ^ver también
            """,
        "it": """
            ^leggi anche
            ^leggi di più$
            ^potrebbe interessarti
            ^articoli correlati$
            ^per approfondire$
            ^i più letti$
            ^leggi pure
            ^leggi tutto$
            ^leggi ancora
            ^approfondisci$
            ^approfondimenti$
            ^ti potrebbe interessare
            ^ti potrebbero interessare
            ^vedi anche
            ^guarda anche
            ^ascolta anche
            ^articolo correlato$
            ^notizie correlate$
            ^contenuti correlati$
            ^altre notizie$
            ^ultime notizie$
            ^più letti$
            ^i più visti$
            ^consigliati$
            ^consigliati per te$
            ^sullo stesso argomento$
            ^per saperne di più$
            """,
        "pt": """
            ^leia também
            ^leia mais
            ^ler mais
            ^saiba mais$
            ^artigos relacionados$
            ^notícias relacionadas$
            ^mais lidas$
            ^veja também
            ^leia ainda
            ^ler também
            ^leia a seguir
            ^veja mais
            ^veja ainda
            ^ver mais$
            ^ver também
            ^assista também
            ^relacionadas$
            ^conteúdo relacionado$
            ^artigo relacionado$
            ^matérias relacionadas$
            ^mais notícias$
            ^mais lidos$
            ^mais vistas$
            ^as mais lidas$
            ^últimas notícias$
            ^recomendado$
            ^recomendados$
            ^recomendadas$
            ^também pode gostar
            ^você também pode gostar
            ^para saber mais$
            """,
        "nl": """
            ^lees ook
            ^lees meer
            ^lees verder
            ^meer over
            ^hoofdpunten$
            ^best gelezen$
            ^meest gelezen$
            ^gerelateerd$
            ^bekijk ook
            ^luister ook
            ^kijk ook
            ^zie ook
            ^meer lezen$
            ^meer nieuws$
            ^meer artikelen$
            ^gerelateerde artikelen$
            ^gerelateerd nieuws$
            ^ander nieuws$
            ^aanbevolen$
            ^aanbevolen voor jou$
            ^aanraders$
            ^ook interessant$
            ^laatste nieuws$
            ^net binnen$
            """,
        "pl": """
            ^czytaj więcej
            ^czytaj też
            ^czytaj także
            ^czytaj również
            ^zobacz też
            ^zobacz także
            ^zobacz również
            ^przeczytaj także
            ^powiązane$
            ^najczęściej czytane$
            ^przeczytaj też
            ^przeczytaj również
            ^przeczytaj więcej
            ^polecamy$
            ^polecane$
            ^zobacz więcej
            ^sprawdź też
            ^sprawdź także
            ^sprawdź również
            ^warto przeczytać
            ^podobne artykuły$
            ^powiązane artykuły$
            ^więcej na temat
            ^więcej informacji$
            ^najpopularniejsze$
            ^dowiedz się więcej$
            """,
        "nordic": """
            ^læs også
            ^læs mere
            ^læs mere om
            ^les også
            ^les mer
            ^läs också
            ^läs även
            ^läs mer
            ^lue myös
            ^lue lisää
            ^mest læste$
            ^mest lest$
            ^mest läst$
            ^luetuimmat$
            ^relaterede artikler$
            ^se også
            ^hør også
            ^læs hele
            ^relateret$
            ^relaterede nyheder$
            ^seneste nyt$
            ^seneste nyheder$
            ^andre læser$
            ^andre læser også
            ^se även
            ^se också
            ^läs hela
            ^relaterat$
            ^relaterade artiklar$
            ^senaste nytt$
            ^senaste nyheterna$
            ^missa inte$
            ^mest lästa$
            ^fler artiklar$
            ^fler nyheter$
            ^les hele
            ^les flere
            ^relatert$
            ^relaterte saker$
            ^siste nytt$
            ^mest leste$
            ^anbefalte saker$
            ^flere saker$
            ^katso myös
            ^kuuntele myös
            ^lisää aiheesta$
            ^aiheesta lisää$
            ^aiheeseen liittyvää$
            ^suosittelemme$
            ^muut lukevat$
            ^lesa meira$
            ^mest lesið$
            """,
        "cs": """
            ^čtěte také
            ^čtěte i
            ^mohlo by vás zajímat
            ^související$
            ^čtěte více
            ^přečtěte si také
            ^čítajte tiež
            ^mohlo by vás zaujímať
            ^prečítajte si aj
            ^související články$
            ^nejčtenější$
            ^k tématu$
            """,
        "tr": """
            ^ilgili haberler
            ^ayrıca okuyun
            ^ilgili haber$
            ^bunlar da ilginizi çekebilir
            ^ilginizi çekebilir
            ^öne çıkan haberler$
            ^çok okunanlar$
            ^haberin devamı
            ^ayrıca bakınız
            """,
        "ru": """
            ^читайте также
            ^читать также
            ^смотрите также
            ^по теме$
            ^материалы по теме$
            ^читайте також
            ^читайте по теме
            ^еще по теме$
            ^ещё по теме$
            ^самое читаемое$
            ^другие новости$
            ^смотрите по теме
            """,
        "ro": """
            ^citește și
            ^citeste si
            ^vezi și
            ^citește mai mult
            ^citiți și
            ^articole similare$
            ^recomandări$
            ^articole asemănătoare$
            ^cele mai citite$
            """,
        "el": """
            ^διαβάστε επίσης
            ^διαβάστε ακόμα
            ^διαβάστε ακόμη
            ^διαβάστε περισσότερα
            ^δείτε επίσης
            ^σχετικά άρθρα$
            """,
        "zu": """
            ^funda olunye
            ^funda futhi
            """,
        "ar": """
            ^اقرأ أيضا
            ^إقرأ أيضا
            ^اقرأ أيضًا
            ^اقرأ المزيد
            ^اقرأ كذلك
            ^شاهد أيضا
            ^شاهد أيضًا
            ^مقالات ذات صلة$
            ^مواضيع ذات صلة$
            ^أخبار ذات صلة$
            ^موضوعات ذات صلة$
            ^مواضيع متعلقة$
            ^الأكثر قراءة$
            ^قد يهمك أيضا
            ^قد يعجبك أيضا
            ^لمزيد من التفاصيل
            ^للمزيد$
            """,
        "fa": """
            ^بیشتر بخوانید
            ^مطالب مرتبط$
            ^اخبار مرتبط$
            ^بخوانید$
            """,
        "uk": """
            ^дивіться також
            ^за темою$
            ^новини за темою$
            """,
        "hu": """
            ^kapcsolódó cikkek$
            ^kapcsolódó cikk$
            ^olvassa el ezt is
            ^olvasd el ezt is
            ^ez is érdekelheti
            ^legolvasottabb$
            """,
        "he": """
            ^קראו גם
            ^עוד בנושא
            ^כתבות נוספות$
            """,
        "id": """
            ^baca juga
            ^simak juga
            ^lihat juga
            ^berita terkait$
            ^artikel terkait$
            ^baca selengkapnya
            ^terpopuler$
            """,
        "vi": """
            ^xem thêm
            ^đọc thêm
            ^tin liên quan$
            ^bài liên quan$
            """,
        "hr": """
            ^pročitajte još
            ^pročitajte i
            ^pročitaj još
            ^povezane vijesti$
            ^povezani članci$
            ^povezane vesti$
            ^vezane vesti$
            """,
        "bg": """
            ^още по темата
            ^прочетете още
            ^прочетете и
            ^вижте още
            """,
        "hi": """
            ^यह भी पढ़ें
            ^ये भी पढ़ें
            ^इसे भी पढ़ें
            ^संबंधित खबरें$
            """,
        "bn": """
            ^আরও পড়ুন
            ^আরো পড়ুন
            """,
    },
    "navigation": {
        "en": """
            ^skip to content
            ^skip to main
            ^skip to navigation
            ^skip to footer
            ^jump to content
            ^jump to navigation
            ^jump to comments
            ^back to top
            ^home$
            ^menu$
            ^search$
            ^log in$
            ^login$
            ^sign in$
            ^register$
            ^my account$
            ^previous$
            ^next$
            ^previous article$
            ^next article$
            ^previous slide$
            ^next slide$
            ^slideshow$
            ^continue reading$
            ^read full story
            ^read the full story
            ^read full article
            ^load more
            ^show more$
            ^show less$
            ^view more$
            ^view all$
            ^see all$
            ^close$
            ^open$
            ^contact us$
            ^about us$
            ^advertise with us$
            ^terms and conditions$
            ^filed under
            ^tags$
            ^topics$
            ^categories$
            ^posted in
            ^tagged
            ^article content$
            ^article bookmarked$
            ^find your bookmarks
            ^don't show me this message again
            ^want to bookmark
            ^table of contents$
            ^min read$
            ^minute read$
            ^listen to this article
            ^listen to article
            ^this is a loading
            ^loading$
            ^scroll to continue
            opens new tab$
            ^opens in new window
            ^our standards
            ^jump to$
            ^in this story$
            ^you are here$
            ^read in app$
            ^open in app$
            ^toggle navigation$
            ^main menu$
            ^skip advertisement
            ^report an error
            ^report a typo
            ^submit a correction
            ^send a letter to the editor
            ^suggest a correction
            ^see all topics
            ^manage alerts
            ^text size$
            ^font size$
            ^estimated reading time
            ^reading time
            ^show latest update
            show latest update$
            ^in this article$
            ^current issue$
            ^swipe left
            ^swipe$
            ^show latest update$
            !view it in your browser
            ^related internet links$
            ^explore more on these topics
            ^save this article$
            ^save article$
            ^print this article$
            ^learn more$
            ^load more$
            ^back to home
            ^back to blog
            ^back to news
            """,
        "de": """
            ^zum inhalt springen
            ^zur navigation springen
            ^suche$
            ^suchen$
            ^anmelden$
            ^einloggen$
            ^schließen$
            ^nach oben$
            ^schlagworte
            ^schlagwörter
            ^themenseiten
            ^themen$
            ^impressum$
            ^datenschutz$
            ^kontakt$
            ^minuten lesezeit$
            ^lesezeit
            ^inhalt$
            ^permalink
            ^infos zum zitiervorschlag$
            ^artikel anhören
            ^vorlesen$
            ^startseite$
            ^lesedauer
            ^zurück$
            ^weiter$
            ^alle anzeigen$
            ^menü$
            ^zum seitenanfang
            ^stichwörter
            ^stichworte$
            ^artikel speichern
            ^artikel hören
            ^jetzt anhören
            ^korrektur melden
            ^in diesem artikel$
            ^zur * startseite$
            ^mehr erfahren$
            """,
        "fr": """
            ^aller au contenu
            ^accueil$
            ^rechercher$
            ^se connecter$
            ^haut de page
            ^fermer$
            ^écouter l'article
            ^temps de lecture
            ^sommaire$
            ^retour à l'accueil
            ^retour en haut
            ^mots-clés
            ^thèmes$
            ^sujets associés$
            ^afficher plus$
            ^voir plus$
            ^voir tout$
            ^suivant$
            ^précédent$
            ^lire plus tard$
            ^signaler une erreur
            ^dans cet article$
            ^imprimer$
            ^imprimer la recette$
            ^imprimer l'article$
            """,
        "es": """
            ^saltar al contenido
            ^inicio$
            ^buscar$
            ^iniciar sesión$
            ^cerrar$
            ^etiquetas$
            ^temas$
            ^tiempo de lectura
            ^volver al inicio
            ^ir al contenido
            ^menú$
            ^siguiente$
            ^anterior$
            ^ver todo$
            ^ver todos$
            ^archivado en
            ^más temas$
            ^palabras clave
            ^registrarse$
            ^escucha este artículo
            ^en este artículo$
            ^más recetas$
            """,
        "it": """
            ^vai al contenuto
            ^cerca$
            ^accedi$
            ^chiudi$
            ^argomenti$
            ^tempo di lettura
            ^torna su$
            ^torna in alto
            ^torna alla home
            ^avanti$
            ^indietro$
            ^successivo$
            ^precedente$
            ^vedi tutti$
            ^mostra di più$
            ^ascolta l'articolo
            ^sommario$
            ^in questo articolo$
            """,
        "pt": """
            ^ir para o conteúdo
            ^início$
            ^pesquisar$
            ^entrar$
            ^fechar$
            ^tempo de leitura
            ^voltar$
            ^voltar ao topo
            ^próximo$
            ^seguinte$
            ^ver todas$
            ^mostrar mais$
            ^carregar mais$
            ^assuntos$
            ^tópicos$
            ^palavras-chave
            ^ouça este
            ^página inicial$
            """,
        "nl": """
            ^ga naar inhoud
            ^ga naar de inhoud
            ^zoeken$
            ^inloggen$
            ^sluiten$
            ^leestijd
            ^terug naar boven
            ^naar boven$
            ^volgende$
            ^vorige$
            ^toon meer$
            ^meer laden$
            ^alles bekijken$
            ^onderwerpen$
            ^trefwoorden
            ^luister naar dit artikel
            ^ga naar hoofdinhoud
            ^fout gezien
            ^foutje gezien
            """,
        "pl": """
            ^przejdź do treści
            ^szukaj$
            ^zaloguj$
            ^zaloguj się$
            ^zamknij$
            ^tagi$
            ^czas czytania
            ^powrót$
            ^następny$
            ^poprzedni$
            ^następna$
            ^poprzednia$
            ^pokaż więcej$
            ^zobacz wszystkie$
            ^rozwiń$
            ^zwiń$
            ^tematy$
            ^słowa kluczowe
            ^strona główna$
            ^posłuchaj artykułu
            ^spis treści$
            """,
        "nordic": """
            ^gå til indhold
            ^gå til innhold
            ^gå til hovedindhold
            ^søg$
            ^sök$
            ^hae$
            ^log ind$
            ^logga in$
            ^logg inn$
            ^kirjaudu$
            ^luk$
            ^stäng$
            ^lukk$
            ^læsetid
            ^tilbage$
            ^til toppen$
            ^næste$
            ^forrige$
            ^vis mere$
            ^vis flere$
            ^se alle$
            ^emner$
            ^lyt til artiklen
            ^forside$
            ^forsiden$
            ^lästid
            ^tillbaka$
            ^till toppen$
            ^nästa$
            ^föregående$
            ^visa mer$
            ^visa fler$
            ^se alla$
            ^ämnen$
            ^lyssna på artikeln
            ^startsidan$
            ^hoppa till innehåll
            ^till innehållet
            ^lesetid
            ^tilbake$
            ^neste$
            ^vis mer$
            ^lytt til artikkelen
            ^hopp til innhold
            ^lukuaika
            ^takaisin$
            ^seuraava$
            ^edellinen$
            ^näytä lisää$
            ^näytä kaikki$
            ^aiheet$
            ^avainsanat
            ^etusivu$
            ^siirry sisältöön
            """,
        "cs": """
            ^článek$
            ^štítky$
            ^témata$
            """,
        "tr": """
            ^etiketler$
            ^anasayfa$
            """,
        "ru": """
            ^теги$
            """,
        "ar": """
            ^كلمات مفتاحية$
            ^الكلمات المفتاحية$
            ^طباعة$
            ^الرئيسية$
            """,
        "id": """
            ^halaman selanjutnya$
            ^halaman berikutnya$
            """,
    },
    "advert": {
        "en": """
            ^advertisement$
            story continues below$
            ^advertising$
            ^ad$
            ^ads$
            ^sponsored$
            ^sponsored content$
            ^sponsored by
            ^paid content$
            ^promoted$
            ^promoted content$
            ^article continues after
            ^article continues below
            ^story continues after ad
            ^scroll to continue with content
            ^continue with content$
            ^ad feedback$
            ^advertiser content
            ^partner content$
            ^paid partnership
            ^message from our sponsor
            ^advertisement * continues below
            ^advertisement story continues
            !may earn us a commission
            !we may earn * commission
            !may earn a commission
            !may earn an affiliate commission
            !may contain affiliate links
            !contains affiliate links
            !if you buy something through
            ^ad policy$
            ^about these ads$
            """,
        "de": """
            ^anzeige$
            ^werbung$
            ^advertorial
            ^anzeigensonderveröffentlichung
            ^ende der anzeige
            ^weiterlesen nach der anzeige
            ^mehr nach der anzeige
            ^gesponsert$
            ^bezahlte partnerschaft
            !erhalten wir eine provision
            !erhält * eine provision
            """,
        "fr": """
            ^publicité$
            ^passer la publicité
            ^la suite après cette publicité
            ^annonce$
            ^contenu sponsorisé
            ^contenu partenaire
            ^publi-rédactionnel
            ^article sponsorisé
            ^la suite après la publicité
            ^publicité la suite
            ^suite de l'article
            """,
        "es": """
            ^publicidad$
            ^anuncio$
            ^contenido patrocinado
            ^patrocinado$
            ^contenido promocionado
            ^continúa después de la publicidad
            ^continúa leyendo después
            ^la noticia continúa
            ^anuncios$
            """,
        "it": """
            ^pubblicità$
            ^annuncio pubblicitario
            ^annuncio$
            ^annunci$
            ^sponsorizzato$
            ^contenuto sponsorizzato
            ^continua dopo la pubblicità
            ^l'articolo continua dopo
            ^inserzione pubblicitaria
            """,
        "pt": """
            ^publicidade$
            ^pub$
            ^continua após a publicidade
            ^continua depois da publicidade
            ^continua após * anúncio
            ^anúncio$
            ^patrocinado$
            ^conteúdo patrocinado
            ^conteúdo de marca
            ^o artigo continua
            """,
        "nl": """
            ^advertentie$
            ^gesponsord$
            ^reclame$
            ^tekst gaat verder onder
            ^de tekst gaat verder onder
            ^tekst loopt door onder
            ^artikel gaat verder onder
            ^lees verder onder de
            ^gesponsorde inhoud
            ^partnercontent$
            """,
        "pl": """
            ^reklama$
            ^dalsza część artykułu pod
            ^dalsza część tekstu pod
            ^ciąg dalszy pod
            ^artykuł sponsorowany
            ^materiał sponsorowany
            ^materiał partnera
            ^koniec reklamy
            """,
        "nordic": """
            ^annonce$
            ^annons$
            ^annonse$
            ^mainos$
            ^artiklen fortsætter efter
            ^artikkelen fortsetter under
            ^artiklen fortsætter under
            ^artiklen fortsætter nedenfor
            ^sponsoreret
            ^annoncørbetalt
            ^artikkelen fortsetter etter
            ^saken fortsetter under
            ^saken fortsetter etter
            ^annonsørinnhold
            ^artikeln fortsätter efter
            ^artikeln fortsätter under
            ^sponsrat
            ^juttu jatkuu mainoksen
            ^artikkeli jatkuu
            ^kaupallinen yhteistyö$
            ^mainos alkaa
            ^mainos päättyy
            """,
        "tr": """
            ^reklam$
            """,
        "ru": """
            ^реклама$
            """,
        "cjk": """
            ^広告$
            ^광고$
            ^广告$
            """,
        "ar": """
            ^إعلان$
            ^إعلانات$
            """,
        "fa": """
            ^تبلیغات$
            """,
        "cs": """
            ^reklama$
            ^inzerce$
            """,
        "hu": """
            ^hirdetés$
            """,
        "ro": """
            ^publicitate$
            """,
        "el": """
            ^διαφήμιση$
            """,
        "id": """
            ^iklan$
            ^advertisement scroll to continue
            """,
        "hr": """
            ^oglas$
            """,
        "he": """
            ^פרסומת$
            """,
    },
    "promo": {
        "en": """
            ^download our app
            ^download the * app
            ^get our app
            ^get the app
            ^watch live$
            ^watch now$
            ^play video$
            ^video$
            ^photo$
            ^photos$
            ^gallery$
            ^audio$
            ^podcast$
            ^podcasts$
            !browser does not support
            !please enable javascript
            !javascript is disabled
            !please bookmark * and sign up
            !our website is the place for the latest
            ^got a story
            ^got a tip
            ^do you have a story
            ^do you have a tip
            ^send us your
            ^listen to our podcast
            ^listen to the podcast
            ^listen on apple podcasts
            ^available on apple podcasts
            ^watch the video$
            ^video player
            ^now playing$
            ^install the app
            ^google play$
            ^app store$
            ^available on google play
            ^download on the app store
            ^have a news tip
            ^have you got a story
            ^if you have a story
            !get in touch at
            ^fill out the form below
            ^subscribe on apple podcasts
            !wherever you get your podcasts$
            ^transcripts may contain errors
            !is not responsible for the content of external
            """,
        "de": """
            ^link zum youtube-inhalt$
            ^video$
            ^push-nachrichten über den tag
            !bitte aktivieren sie javascript
            ^ihr browser unterstützt
            ^app herunterladen
            ^laden sie * app
            ^in der app lesen
            ^in der app öffnen
            ^podcast anhören
            ^video ansehen$
            ^video abspielen
            ^mehr videos$
            ^bilderstrecke
            ^zur bilderstrecke
            ^bildergalerie
            ^zur bildergalerie
            ^fotostrecke
            ^fotogalerie
            ^zur galerie
            ^haben sie hinweise
            !melden sie vertraulich
            ^dieser artikel ist teil der sendung
            ^dieses thema im programm
            """,
        "fr": """
            ^téléchargez l'application
            ^vidéo$
            !veuillez activer javascript
            ^téléchargez notre application
            ^télécharger l'application
            ^voir la vidéo$
            ^regarder la vidéo$
            ^écouter le podcast
            ^diaporama$
            ^voir le diaporama
            ^en images$
            ^en vidéo$
            ^ouvrir l'application
            ^retrouvez toutes nos
            ^retrouvez tous nos
            """,
        "es": """
            ^descarga la app
            ^vídeo$
            ^descarga nuestra app
            ^descarga la aplicación
            ^descarga nuestra aplicación
            ^ver vídeo$
            ^ver video$
            ^vídeos$
            ^galería$
            ^fotogalería$
            ^escucha el podcast
            ^ver galería
            ^conforme a los criterios de the trust project
            """,
        "it": """
            ^scarica l'app
            ^scarica la nostra app
            ^scarica la app
            ^guarda il video
            ^fotogallery$
            ^guarda le foto
            ^ascolta il podcast
            """,
        "pt": """
            ^baixe o aplicativo
            ^vídeo$
            ^baixe o app
            ^baixe nosso app
            ^descarregue a app
            ^instale o app
            ^assista ao vídeo
            ^veja o vídeo$
            ^vídeos$
            ^galeria$
            ^fotogaleria$
            ^ouça o podcast
            """,
        "nl": """
            ^download de app
            ^download onze app
            ^bekijk de video
            ^bekijk de foto's
            ^bekijk video$
            ^luister de podcast
            ^fotoserie$
            ^heb je een tip
            ^tip de redactie
            ^bekijk al onze
            ^gratis onbeperkt toegang
            """,
        "pl": """
            ^pobierz aplikację
            ^wideo$
            ^pobierz naszą aplikację
            ^zobacz film$
            ^obejrzyj wideo
            ^zobacz zdjęcia
            ^galeria zdjęć$
            ^posłuchaj podcastu
            ^masz temat
            ^dalszy ciąg materiału pod wideo
            ^dalsza część artykułu pod
            """,
        "nordic": """
            ^hent appen
            ^last ned appen
            ^ladda ner appen
            ^hent vores app
            ^download appen
            ^se video$
            ^se videoen
            ^se billederne
            ^lyt til podcasten
            ^ladda ner vår app
            ^hämta appen
            ^se klippet
            ^tipsa oss
            ^tips oss
            ^last ned vår app
            ^se bildene
            ^lataa sovellus
            ^katso video$
            ^katso kuvat
            ^dette er et debatindlæg
            ^dette er et debattinnlegg
            ^dette er en kronikk
            ^det här är en debattartikel
            ^det här är en krönika
            ^detta är en opinionstext
            !åsikter som uttrycks är skribentens egna
            ^læs flere
            ^läs fler krönikor
            """,
    },
    "byline": {
        "en": """
            ^with files from
            ^with reporting by
            ^with reporting from
            ^with reports from
            ^with additional reporting
            !this article was translated from
            !this story was translated from
            ^written by$
            """,
        "de": """
            ^mit agenturmaterial$
            ^mit material von
            ^unter mitarbeit von
            !maschinelle übersetzung eines artikels
            !maschinell übersetzt und von
            !dieser artikel ist eine übersetzung
            """,
        "fr": """
            ^avec afp$
            ^avec agences$
            ^avec reuters$
            ^avec l'afp$
            !cet article a été traduit
            """,
        "es": """
            ^con información de
            ^con agencias$
            !este artículo ha sido traducido
            """,
        "it": """
            ^con agenzie$
            """,
        "pt": """
            ^com agências$
            ^com informações da
            ^com informações de
            ^com lusa$
            """,
        "nl": """
            ^met medewerking van
            """,
        "pl": """
            ^opracowanie$
            ^źródło pap$
            """,
    },
    "date": {
        "en": """
            ^published$
            ^last updated$
            ^published on$
            """,
        "de": """
            ^aktualisiert am$
            ^veröffentlicht am$
            ^zuletzt aktualisiert$
            """,
        "fr": """
            ^publié le$
            ^mis à jour le$
            """,
        "es": """
            ^actualizado$
            ^publicado el$
            """,
        "it": """
            ^pubblicato il$
            ^aggiornato il$
            """,
        "nl": """
            ^gepubliceerd op$
            """,
        "pl": """
            ^aktualizacja$
            ^data publikacji$
            """,
    },
}

# "You" and "we", by which an outlet speaks to its readers; "us" is left out, since in headlines it is a country.
ADDRESS = """
    you your yours we our ours
    ihr ihre ihren ihrer ihnen du dein deine deinen wir unser unsere unseren unserer
    vous votre vos nous notre nos
    tu tus te nuestro nuestra nuestros usted
    tuo tua nostro nostra voi vostro
    você seu sua nosso nossa
    je jouw uw onze ons
    twój twoje nasz nasze nas
    din dine vores vår vårt våra vår
    """
