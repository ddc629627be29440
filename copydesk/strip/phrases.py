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
            """,
        "es": """
            ^comentarios$
            ^comentar$
            ^deja un comentario
            ^deja una respuesta
            ^escribe tu comentario
            ^ver comentarios
            !tu dirección de correo electrónico no será publicada
            """,
        "it": """
            ^commenti$
            ^commenta$
            ^lascia un commento
            !il tuo indirizzo email non sarà pubblicato
            """,
        "pt": """
            ^comentários$
            ^comentar$
            ^deixe um comentário
            ^deixe uma resposta
            !o seu endereço de e-mail não será publicado
            !o seu endereço de email não será publicado
            """,
        "nl": """
            ^reacties$
            ^reageren$
            ^reageer$
            ^plaats een reactie
            ^geef een reactie
            !je e-mailadres wordt niet gepubliceerd
            """,
        "pl": """
            ^komentarze$
            ^dodaj komentarz
            ^skomentuj$
            !twój adres e-mail nie zostanie opublikowany
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
            """,
    },
    "copyright": {
        "en": """
            !all rights reserved
            !this material may not be published broadcast rewritten
            !may not be reproduced without
            ^reuse this content
            ^order reprints$
            ^purchase licensing rights
            ^reprints and permissions
            """,
        "de": """
            !alle rechte vorbehalten
            !für die kommerzielle nutzung dieses inhalts
            """,
        "fr": "!tous droits réservés",
        "es": "!todos los derechos reservados",
        "it": "!tutti i diritti riservati\n^riproduzione riservata",
        "pt": "!todos os direitos reservados",
        "nl": "!alle rechten voorbehouden",
        "pl": "!wszelkie prawa zastrzeżone",
        "nordic": "!alle rettigheder forbeholdes\n!alla rättigheter förbehållna\n!kaikki oikeudet pidätetään",
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
            """,
        "fr": """
            !nous utilisons des cookies
            politique de cookies
            politique de confidentialité
            gestion des cookies
            ^tout accepter$
            !ce contenu est bloqué car vous n'avez pas accepté
            """,
        "es": """
            política de cookies
            utilizamos cookies
            política de privacidad
            ^aceptar todo$
            """,
        "it": "informativa sui cookie\nutilizziamo i cookie\ninformativa sulla privacy\n^accetta tutto$",
        "pt": "política de cookies\nutilizamos cookies\npolítica de privacidade\n^aceitar todos$",
        "nl": "!wij gebruiken cookies\ncookiebeleid\nprivacybeleid\nprivacyverklaring\n^alles accepteren$",
        "pl": "polityka cookies\nużywamy plików cookie\npolityka prywatności",
        "nordic": "!vi bruger cookies\n!vi använder cookies\n!vi bruker cookies\npersondatapolitik\ncookiepolitik",
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
            """,
        "fr": """
            !inscrivez-vous à notre newsletter
            !abonnez-vous à notre newsletter
            ^inscrivez-vous à la newsletter
            ^recevez notre newsletter
            ^votre adresse e-mail$
            """,
        "es": "!suscríbete a nuestra newsletter\n!suscríbete a nuestro boletín\n^suscríbete$\n^apúntate a",
        "it": "!iscriviti alla newsletter\n^iscriviti$\n!iscriviti alla nostra newsletter",
        "pt": "!subscreva a nossa newsletter\n!assine nossa newsletter\n!inscreva-se na newsletter",
        "nl": "!schrijf je in voor onze nieuwsbrief\n!meld je aan voor onze nieuwsbrief\n^inschrijven$\n^nieuwsbrief$",
        "pl": "!zapisz się do newslettera\n!zapisz się na newsletter",
        "nordic": """
            !tilmeld dig vores nyhedsbrev
            !tilmeld dig nyhedsbrevet
            !meld deg på nyhetsbrevet
            !prenumerera på vårt nyhetsbrev
            !tilaa uutiskirje
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
            paywalls
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
            """,
        "es": "!apoya nuestro periodismo\n^hazte socio\n^suscríbete para\n^haz una donación\n^ya eres suscriptor",
        "it": "!sostieni il nostro giornalismo\n^abbonati\n^sostienici\n^sei già abbonato",
        "pt": "!apoie o nosso jornalismo\n!apoie o jornalismo\n^assine já\n^já é assinante\n^faça um donativo",
        "nl": "!steun onze journalistiek\n^word abonnee\n^al abonnee\n^doneer\n^word lid",
        "pl": "!wesprzyj nas\n!wspieraj niezależne\n^zostań prenumeratorem\n^masz już prenumeratę",
        "nordic": "!støt vores journalistik\n^bliv abonnent\n^er du allerede abonnent\n^bli abonnent\n^prenumerera$",
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
            """,
        "fr": "^suivez-nous\n^partager$\n^partager sur\n^partagez$\n^partager l'article\n^imprimer$\n^copier le lien",
        "es": "^síguenos\n^síganos\n^compartir$\n^compartir en\n^comparte$\n^copiar enlace\n^imprimir$",
        "it": "^seguici\n^condividi$\n^condividi su\n^stampa$\n^copia link",
        "pt": "^siga-nos\n^partilhar$\n^compartilhar$\n^compartilhe$\n^copiar link",
        "nl": "^volg ons\n^deel$\n^delen$\n^deel dit\n^deel op\n^kopieer link",
        "pl": "^udostępnij$\n^obserwuj nas\n^podziel się\n^drukuj$",
        "nordic": "^følg os\n^følg oss\n^følj oss\n^del$\n^dela$\n^jaa$\n^del artikel\n^dela artikeln\n^seuraa meitä",
        "cjk": "^分享让更多人看到$\n^关注$\n^分享$\n^シェア$\n^ツイート$\n^공유$",
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
            """,
        "it": """
            ^leggi anche
            ^leggi di più$
            ^potrebbe interessarti
            ^articoli correlati$
            ^per approfondire$
            ^i più letti$
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
            """,
        "cs": "^čtěte také\n^čtěte i\n^mohlo by vás zajímat\n^související$",
        "tr": "^ilgili haberler\n^ayrıca okuyun",
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
            """,
        "fr": "^aller au contenu\n^accueil$\n^rechercher$\n^se connecter$\n^haut de page\n^fermer$\n^écouter l'article",
        "es": "^saltar al contenido\n^inicio$\n^buscar$\n^iniciar sesión$\n^cerrar$\n^etiquetas$\n^temas$",
        "it": "^vai al contenuto\n^cerca$\n^accedi$\n^chiudi$\n^argomenti$",
        "pt": "^ir para o conteúdo\n^início$\n^pesquisar$\n^entrar$\n^fechar$",
        "nl": "^ga naar inhoud\n^ga naar de inhoud\n^zoeken$\n^inloggen$\n^sluiten$",
        "pl": "^przejdź do treści\n^szukaj$\n^zaloguj$\n^zaloguj się$\n^zamknij$\n^tagi$",
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
            """,
        "cs": "^článek$",
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
            """,
        "de": "^anzeige$\n^werbung$\n^advertorial\n^anzeigensonderveröffentlichung",
        "fr": "^publicité$\n^passer la publicité\n^la suite après cette publicité",
        "es": "^publicidad$\n^anuncio$\n^contenido patrocinado",
        "it": "^pubblicità$\n^annuncio pubblicitario",
        "pt": "^publicidade$\n^pub$\n^continua após a publicidade\n^continua depois da publicidade",
        "nl": "^advertentie$\n^gesponsord$",
        "pl": "^reklama$\n^dalsza część artykułu pod",
        "nordic": "^annonce$\n^annons$\n^annonse$\n^mainos$\n^artiklen fortsætter efter\n^artikkelen fortsetter under",
        "tr": "^reklam$",
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
            """,
        "de": """
            ^link zum youtube-inhalt$
            ^video$
            ^push-nachrichten über den tag
            !bitte aktivieren sie javascript
            !ihr browser unterstützt
            """,
        "fr": "^téléchargez l'application\n^vidéo$\n!veuillez activer javascript",
        "es": "^descarga la app\n^vídeo$",
        "it": "^scarica l'app",
        "pt": "^baixe o aplicativo\n^vídeo$",
        "nl": "^download de app",
        "pl": "^pobierz aplikację\n^wideo$",
        "nordic": "^hent appen\n^last ned appen\n^ladda ner appen",
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
