# Todas las frases que lee la gente, en español. Los nombres y los números llegan listos como { $variables }.
# Las claves y las variables son las de en.ftl; una frase que falta hace fallar una prueba.

## Palabras

language-name = Español
metric-trending = puntuación de tendencia
metric-downloads = descargas de 30 días
metric-all-time = descargas totales
metric-likes = «me gusta»
metric-derivatives = derivados
board-trending = tendencias
board-llm = LLM por descargas de 30 días
board-downloads = descargas de 30 días
board-likes = «me gusta»
board-other = { $name }
unknown = sin identificar
quality-ok = correcta
quality-stale = repetida: el Hub volvió a servir los datos del día anterior
quality-shock = sacudida: los contadores del Hub se movieron todos a la vez
quality-rejected = rechazada
list-and = { $first } y { $last }
list-or = { $first } o { $last }

## Mensajes

post-title = Clasificación de modelos abiertos, { $date }
post-title-since = Clasificación de modelos abiertos, { $date } (desde hace { $days ->
    [one] 1 día
   *[other] { $days } días
})
post-more = { $count ->
    [one] +1 más en el Hub
   *[other] +{ $count } más en el Hub
}
post-source = Hugging Face Hub, datos del { $date }: { $metrics }
post-row-dated = { $date }: { $row }

digest-title = Clasificación de modelos abiertos, semana hasta el { $date }
digest-source = Hugging Face Hub, datos del { $first } al { $last } ({ $days ->
    [one] 1 día visto
   *[other] { $days } días vistos
})
digest-quiet = Una semana tranquila: no cambió nada de lo que pide este canal.
digest-quiet-leaders = {" "}Siguen en el n.º 1: { $leaders }
digest-still = { $model } en { $board }
digest-leaders = En cabeza
digest-leader = { $board }: { $model } es el n.º 1, en { $days } de { $seen ->
    [one] 1 día
   *[other] { $seen } días
}
digest-leader-since = { $board }: { $model } es el n.º 1, como toda la semana y desde el { $since }
digest-leader-least = { $board }: { $model } es el n.º 1, como toda la semana y al menos desde el { $since }
digest-leader-others = ; { $others }
digest-leader-other = { $model } en { $days ->
    [one] 1 día
   *[other] { $days } días
}
digest-overtakes = Adelantamientos
digest-forecasts = Pronósticos
digest-entered = Nuevos en el top { $top }
digest-entry = { $date }: { $model } en el puesto { $rank } de { $board }, { $from }{ $back }
digest-records = Récords
digest-record-best = { $date }: { $group } llegó al puesto { $rank } de { $board } con { $model }, el más alto que se le ha visto (desde el { $since }; antes: { $before })
digest-record-first = { $date }: { $model } es el primer modelo de { $group } que se ha visto en el top { $top } de { $board } (desde el { $since })
digest-seats = Puestos
digest-seats-since = { $board }, top { $top }, cambio desde el { $since }: { $seats }
digest-seats-now = { $board }, top { $top }: { $seats }
digest-seat-others = otros { $count }
digest-moves = Subidas y bajadas
digest-climbs = { $board }, suben desde el { $since }: { $models }
digest-falls = { $board }, bajan desde el { $since }: { $models }
digest-milestones = Hitos
digest-released = Lanzamientos
digest-releases = { $family }: { $releases }
digest-release = { $release } ({ $count ->
    [one] 1 modelo
   *[other] { $count } modelos
}, { $date })
digest-left = Fuera del top
digest-held = Retenido, y notas sobre los datos
digest-shock = { $count ->
    [one] 1 aviso está retenido
   *[other] { $count } avisos están retenidos
}: los contadores de { $metric } del Hub se movieron todos a la vez ({ $median } de mediana, el { $date })
digest-shock-plain = { $count ->
    [one] 1 aviso está retenido
   *[other] { $count } avisos están retenidos
}: los contadores de { $metric } del Hub se movieron todos a la vez (el { $date })
digest-waits-shock = { $count ->
    [one] 1 aviso está retenido
   *[other] { $count } avisos están retenidos
}: los contadores del Hub se movieron todos a la vez y no son fiables
digest-waits-unconfirmed = { $count ->
    [one] 1 aviso espera
   *[other] { $count } avisos esperan
} un segundo día bueno seguido
digest-waits-unknown-publisher = { $count ->
    [one] 1 aviso sobre un autor desconocido espera
   *[other] { $count } avisos sobre autores desconocidos esperan
} a que el modelo haya estado en la lista en dos capturas buenas
digest-corrected = { $count ->
    [one] 1 aviso de la semana no se repite: una captura posterior mostró que se basaba en datos erróneos
   *[other] { $count } avisos de la semana no se repiten: capturas posteriores mostraron que se basaban en datos erróneos
}
digest-standings = Las primeras familias
digest-standing-since = { $metric } el { $date }, puestos ganados desde el { $since }: { $families }
digest-standing-now = { $metric } el { $date }: { $families }
digest-place = { $place } { $family }{ $change } ({ $value }, { $count ->
    [one] 1 modelo
   *[other] { $count } modelos
})
digest-place-seen = { $place } { $family }{ $change } ({ $value }, { $count ->
    [one] 1 modelo visto
   *[other] { $count } modelos vistos
})
digest-dropped = { $count ->
    [one] 1 aviso no se contó
   *[other] { $count } avisos no se contaron
}: { $reason }
digest-more = +{ $count } más

event-leader = { $model } es el nuevo n.º 1 de { $board }, por delante de { $other }{ $led }
led-leader = { $days ->
    [one] {" "}(n.º 1 durante 1 día)
   *[other] {" "}(n.º 1 durante { $days } días)
}
led-leader-least = { $days ->
    [one] {" "}(n.º 1 durante al menos 1 día)
   *[other] {" "}(n.º 1 durante al menos { $days } días)
}
event-entered = { $model } entró en el top { $top } de { $board } en el puesto { $rank }, { $from }{ $back }{ $age }
from-rank = desde el { $rank }
from-below = desde más abajo del { $depth }
age-days = { $days ->
    [0] {" "}(repositorio creado hoy)
    [one] {" "}(repositorio de hace 1 día)
   *[other] {" "}(repositorio de hace { $days } días)
}
back-after = { $days ->
    [one] , de vuelta tras 1 día
   *[other] , de vuelta tras { $days } días
}
first-time = , por primera vez
event-left = { $model } salió del top { $top } de { $board }: { $rank } → { $to }
to-rank = { $rank }
to-below = más abajo del { $depth }
to-gone = ya no está en el Hub
event-moved = El mejor modelo de { $group } en { $board }: { $before } → { $after } ({ $model })
rank-below = más abajo del { $depth }
event-seats = { $group } ocupa ahora { $after } de los { $top } primeros puestos de { $board } (antes { $before }){ $lead ->
    [yes] , más que nadie
   *[no] {""}
}
event-overtake = { $group } superó a { $other } en { $metric }{ $led }: { $value } frente a { $otherValue } ({ $cohort ->
    [one] 1 modelo
   *[other] { $cohort } modelos
} frente a { $otherCohort }, { $scope }; el { $date })
led-overtake = { $days ->
    [one] {" "}tras 1 día por detrás
   *[other] {" "}tras { $days } días por detrás
}
led-overtake-least = { $days ->
    [one] {" "}tras al menos 1 día por detrás
   *[other] {" "}tras al menos { $days } días por detrás
}
event-overtake-back = { $group } recuperó la delantera ante { $other } en { $metric }: { $value } frente a { $otherValue } ({ $cohort ->
    [one] 1 modelo
   *[other] { $cohort } modelos
} frente a { $otherCohort }, { $scope }; el { $date })
event-forecast = Al ritmo de los días buenos desde el { $since }, { $group } superará a { $other } en { $metric } { $days ->
    [one] en cosa de 1 día
   *[other] en unos { $days } días
}{ $range }: { $value } frente a { $otherValue } ({ $cohort ->
    [one] 1 modelo
   *[other] { $cohort } modelos
} frente a { $otherCohort }, { $scope }; datos del { $date })
forecast-range = {" "}(de { $low } a { $high })
scope-complete = lista completa
scope-top = dentro de los { $depth } primeros, a igualdad de modelos
scope-seen = entre los vistos, a igualdad de modelos
mostly-total = . El { $share } de su total es de { $model }
mostly-growth = . El { $share } de su crecimiento es de { $model }
event-milestone = { $model } llegó a { $threshold } en { $metric } (ahora { $value }){ $age }
event-milestone-family = { $group } llegó a { $threshold } en { $metric } (ahora { $value } con { $cohort ->
    [one] 1 modelo
   *[other] { $cohort } modelos
}, { $scope })
milestone-age = { $days ->
    [0] , el día de su publicación
    [one] , 1 día después de su publicación
   *[other] , { $days } días después de su publicación
}
event-released = { $family } publicó { $release }: { $count ->
    [one] { $models }
   *[other] { $count } modelos, { $models }
}
shock-on = {" "}en { $board }
event-shock-opens = Los contadores de { $metric } del Hub se movieron todos a la vez{ $where } ({ $median } de mediana). Los avisos sobre cantidades quedan retenidos hasta que las cuentas vuelvan a ser fiables
event-shock-opens-plain = Los contadores de { $metric } del Hub se movieron todos a la vez{ $where }. Los avisos sobre cantidades quedan retenidos hasta que las cuentas vuelvan a ser fiables
event-shock-closes = Los contadores de { $metric } del Hub{ $where } han vuelto a la normalidad. { $held ->
    [0] No se retuvo ningún aviso
    [one] Se retuvo 1 aviso, que se juzgará de nuevo tras otros dos días buenos
   *[other] Se retuvieron { $held } avisos, que se juzgarán de nuevo tras otros dos días buenos
}
event-gap = { $days ->
    [one] Falta 1 día
   *[other] Faltan { $days } días
} de { $board }: los cambios que se cuentan hoy abarcan ese tiempo
board-listings = las listas de las familias
automated = . Puede ser tráfico automatizado: las descargas se multiplicaron por diez y los «me gusta» apenas variaron

## Correcciones

corrected-title = {" "}(corregido el { $date })
corrected-row = Corregido el { $date }: { $why } Se dijo: { $row }
corrected-order = la lista del Hub de ese día había perdido algunos modelos; han vuelto y todo está como antes.
corrected-order-note = Corregido el { $date }: la lista del Hub había perdido algunos modelos durante un día. Lo marcado «no fue así» se contó por eso, y todo está como antes.
corrected-amount-note = Corregido el { $date }: una cuenta del Hub era errónea, como muestra un dato posterior. Lo marcado «no fue así» se contó por eso.
corrected-order-row = No fue así: { $row }
corrected-amount-row = No fue así, son { $value }: { $row }
corrected-amount = no era así; un dato posterior da { $value } { $metric }.

## Carreras

race-title = Carrera: { $a } y { $b }, { $metric }
race-since = { $ahead } va por delante de { $behind } desde el { $date }.
race-no-turn = En los datos que hay no se contó ningún adelantamiento entre los dos.
race-unsettled = { $ahead } tiene hoy más que { $behind }; va por delante cuando se mantenga dos días buenos, comparando lo mismo con lo mismo.
race-unseen = Desde el { $date } no se ha visto a los dos: las cifras son de ese día.
race-end = Terminar esta carrera
race-on = La carrera de { $a } y { $b } en { $metric } está activa en { $channel }: una tarjeta que se actualiza tras cada día bueno. Cuando cambie el orden habrá una nueva.
race-is-on = La carrera de { $a } y { $b } en { $metric } ya está activa en { $channel }.
race-off = La carrera de { $a } y { $b } en { $metric } ha terminado en { $channel }: su tarjeta queda como está.
race-is-not-on = No hay tal carrera en { $channel }: `alerts list` muestra las que hay.
race-needs-two = Una carrera necesita dos nombres: alerts race <a> <b> [métrica], p. ej. alerts race qwen llama.
race-of-two-kinds = { $a } ({ $ofA }) y { $b } ({ $ofB }) no son de la misma clase: escribe la clase delante del nombre para referirte a otro, p. ej. organisation alibaba.
race-with-itself = { $a } no puede correr contra sí mismo: nombra otro.
race-too-many = { $count ->
    [one] Un canal tiene 1 carrera como máximo: termínala antes.
   *[other] Un canal tiene { $count } carreras como máximo: termina una antes.
}
alerts-list-race = carrera de { $a } y { $b } ({ $metric })

## Respuestas

rank-title-group = { $name } ({ $kind })
kind-model = modelo
kind-family = familia
kind-organisation = organización
kind-country = país
column-board = Lista
column-rank = Puesto
column-model = Modelo
column-value = Valor
column-change-1 = 1 día
column-change-7 = 7 días
column-change-30 = 30 días
column-change = Cambio
column-metric = Métrica
column-place = Puesto
column-cohort = Modelos
column-scope = Cohorte
column-from = Antes
column-to = Ahora
column-day = Día
column-family = Familia
column-release = Lanzamiento
column-quality = Calidad
column-age = Antigüedad
column-pace = Ritmo al día
newest-release = Último lanzamiento visto: { $release }, { $date }
not-on-a-board = Hoy no está en ninguna de las listas vigiladas.
last-seen = Visto por última vez en { $board } en el puesto { $rank }, { $date }
data-of = Hugging Face Hub, datos del { $date }
data-from-to = Hugging Face Hub, datos del { $first } al { $last }
data-quality = Datos del { $date } en { $board }: calidad { $quality }.
no-direct-link = Los nombres sin enlace son de autores que aún no se conocen.
cohort-complete = todos
cohort-seen = los vistos
top-title = Top { $count } de { $board }
top-seats = Puestos: { $seats }
seat = { $organisation } { $count }
compare-ahead = { $a } va por delante de { $b } en { $metric } por { $gap } ({ $percent })
compare-level = { $a } y { $b } están igualados en { $metric }
compare-leads = { $name } va en cabeza en { $metric }; { $others }
compare-behind = { $name } está a { $gap }
compare-further = { $name } a { $gap }
compare-as-many = { $name } tiene lo mismo
compare-no-pace = Sin ritmo (–): ese grupo no se vio con los mismos modelos todos estos días.
compare-pace = { $days ->
    [0] Aún no hay ningún día bueno para calcular un ritmo.
    [one] Para calcular un ritmo hacen falta dos días buenos; de momento hay uno.
   *[other] El ritmo es el de los últimos { $days } días buenos.
}
compare-forecast = A este ritmo, { $a } superará a { $b } { $days ->
    [one] en cosa de 1 día
   *[other] en unos { $days } días
}{ $range }.
movers-title = Movimientos de { $board }, del { $since } al { $date }
movers-climbs = Subidas
movers-falls = Bajadas
movers-none = No se movió nada.
releases-title = Lanzamientos { $days ->
    [one] del último día
   *[other] de los últimos { $days } días
}
releases-none = No se vio ningún lanzamiento en ese tiempo.
event-kind-leader = nuevo líder
event-kind-entered = entrada
event-kind-left = salida
event-kind-moved = movimiento
event-kind-seats = puestos
event-kind-overtake = adelantamiento
event-kind-milestone = hito
event-kind-released = lanzamiento
event-kind-forecast = pronóstico
event-kind-data = datos
why-title = Evento { $id }: { $kind }
why-claim = Afirmación
why-state = Estado
why-state-told = contado el { $date }
why-state-held = retenido
why-state-dropped = descartado
why-rule = Motivo
why-before = Antes
why-after = Después
why-value = { $value } ({ $date }, datos tomados el { $time }, calidad { $quality })
why-value-plain = { $value } ({ $date })
why-thresholds = Umbrales
reason-at-once = contado el mismo día: es cuestión de orden o de datos, o la primera vez que se llega a esa cifra
reason-confirmed = seguía siendo cierto en un segundo día bueno consecutivo
reason-vetted = el modelo, de un autor desconocido, ya había estado en la lista en dos capturas buenas
reason-judged-afresh = retenido durante una sacudida de los contadores del Hub, y aún cierto dos días buenos después
reason-unknown-publisher = en espera: el modelo de un autor desconocido no es noticia hasta que está en la lista en dos capturas buenas
reason-unconfirmed = a la espera de un segundo día bueno consecutivo
reason-shock = en espera: los contadores del Hub se movieron todos a la vez y no se puede confiar en ellos
reason-not-confirmed = el siguiente día bueno no dijo lo mismo
reason-undone = ya no era cierto cuando se pudo contar
reason-resting = lo mismo se había contado menos de 7 días antes
reason-restored = la lista había perdido modelos el día anterior, y todo está como antes
reason-same-release = otro tamaño u otra variante de un lanzamiento ya contado
reason-outdone = en su lugar se contó un hito más alto
reason-shock-by = retenido: { $shock }
reason-by-shock = { $reason }: { $shock }
reason-more = { $reason }. { $more }
decided-held = {" "}(retenido entretanto: { $shock })
decided-told = Eso fue el { $date } (evento { $id })
decided-shock = los contadores del Hub se movieron juntos, { $median } en la mediana ({ $where }, { $date })
decided-shock-plain = los contadores del Hub se movieron juntos ({ $where }, { $date })
counter-on = { $metric } en { $board }
decided-value = El { $date } eran { $value }
decided-values = El { $date } eran { $value } frente a { $otherValue }
decided-alike = El { $date } eran { $value } frente a { $otherValue }, pero no con los mismos modelos dos días buenos seguidos
decided-rank = El { $date } estaba en el puesto { $rank }
decided-below = El { $date } estaba por debajo del { $depth }
history-of = { $name }: lo que se contó y lo que no, del { $first } al { $last }
history-on = { $channel }, { $date }: lo que se contó y lo que no
history-untold = No se contó
history-told = Se contó
history-digest = Se contó en el resumen del { $date }
history-next-digest = Para el próximo resumen
history-untold-none = No se retuvo ni se descartó nada.
history-told-none = No se contó nada.
history-row = { $date }, { $state }: { $row }. Por qué: { $reason }
history-more = +{ $count } más
history-choice = El justificante de uno de estos…
threshold-leader = otro modelo es n.º 1; cada nuevo líder se cuenta enseguida
threshold-order = los top 3, 10 y 50; lo mismo no se vuelve a contar hasta pasados 7 días
threshold-seats = 3 puestos o más, o más que nadie
threshold-overtake = por delante en un 0,5 % dos días buenos seguidos, con la cohorte completa y a igualdad de modelos
threshold-forecast = al ritmo de los últimos 14 días buenos (10 como mínimo) iría por delante en un 0,5 % en 14 días, y últimamente la distancia no se redujo más despacio; en descargas de 30 días y derivados, con ambas listas completas; se cuenta una vez por adelantamiento
threshold-milestone = 1, 2 o 5 veces una potencia de diez; se cuenta una sola vez
threshold-released = visto por primera vez en un espacio de nombres que ya se había listado completo, o creado hace menos de 31 días
threshold-shock = el 90 % de los contadores se movió en el mismo sentido con un 6 % de mediana, o el 70 % con un 10 %
threshold-gap = 2 días ausentes o más
status-title = Overtake
status-none = aún sin captura
status-next = La próxima captura está prevista para el { $time }.
status-deliveries = Envíos: { $deliveries }
status-no-deliveries = Envíos: ninguno todavía
status-here-paused = Los avisos de { $channel } están en pausa: { $reason }
status-here-on = Los avisos de { $channel } están activados.
status-subscriptions = { $count ->
    [0] Ningún canal tiene avisos activados.
    [one] 1 canal tiene avisos activados.
   *[other] { $count } canales tienen avisos activados.
}
age-hours = { $hours ->
    [one] 1 hora
   *[other] { $hours } horas
}
age-long = { $days ->
    [one] 1 día
   *[other] { $days } días
}
delivery-waiting = en espera
delivery-sent = enviados
delivery-retrying = en reintento
delivery-in-doubt = en duda
delivery-paused = en pausa
delivery-expired = caducados
help-title = Overtake: la clasificación de los modelos de IA abiertos y cómo cambia
help-rank = rank <modelo, familia u organización>: su puesto en cada lista y sus totales
help-top = top [lista] [número]: una lista con sus movimientos y quién ocupa los puestos
help-compare = compare <a> <b> [métrica]: de dos a cinco lado a lado, la diferencia y el ritmo
help-movers = movers [lista] [días]: las mayores subidas y bajadas
help-releases = releases [familia] [días]: lo que se ha publicado
help-alerts = alerts on|off|list|test|preview|race|pause|resume: lo que se cuenta en este canal
help-why = why <evento, nombre o día>: el justificante de una afirmación, o lo que no se contó y por qué
help-status = status: lo recientes que son los datos y lo que está pendiente
help-help = help: esta ayuda

## Gráficos

chart-gap = Huecos: sin datos buenos
chart-gap-rank = Huecos: fuera de la lista o sin datos
chart-no-good-days = { $days ->
    [one] Sin datos buenos 1 día.
   *[other] Sin datos buenos { $days } días.
}
chart-no-rank-days = { $days ->
    [one] Sin puesto 1 día.
   *[other] Sin puesto { $days } días.
}
chart-line = { $name } de { $before } a { $after }
chart-passes = { $name } adelanta a { $other }
chart-passed = { $name } adelanta a { $other } el { $date }.
chart-race-axis-seen = { $metric } de los modelos vistos
chart-race-axis-varied = { $metric } de los modelos vistos, no los mismos cada día
chart-race-alt = { $names }, { $metric }, del { $first } al { $last }: { $lines }.
chart-rank-axis = puesto en { $board }
chart-rank-axis-group = puesto de su modelo mejor situado en { $board }
chart-rank-alt = { $name }, { $axis }, del { $first } al { $last }: del #{ $before } al #{ $after }, el mejor el #{ $best }.
chart-seats-axis = puestos por organización
chart-seats-alt = Puestos en el top { $top } de { $board } por organización, del { $first } al { $last }: { $lines }.
chart-others = otras
chart-flow-axis = puesto, día a día
chart-flow-alt = El top { $top } de { $board }, del { $first } al { $last }: { $lines }.
chart-flow-was = #{ $rank } { $name } (antes #{ $was })
chart-flow-new = #{ $rank } { $name } (antes fuera)

## Avisos

alerts-on = Avisos activados en { $channel }, en { $language }: { $wishes }
alerts-wishes-none = nada, pues ninguna regla está activada.
alerts-wishes = { $rules }. Listas: { $boards }, top { $top }.
alerts-on-families = {" "}Lanzamientos e hitos: de { $families }.
alerts-on-weekly = {" "}Un resumen a la semana, con la primera captura desde el lunes, en vez de un mensaje al día.
alerts-on-places = {" "}{ $places ->
    [one] Adelantamientos y pronósticos: del primero.
   *[other] Adelantamientos y pronósticos: entre los { $places } primeros.
}
alerts-on-first = {" "}Las primeras noticias pueden llegar tras la captura del { $time }.
alerts-on-unposted = {" "}Lo contado desde el { $since } no está en ninguna publicación, pues era para el próximo resumen: { $count ->
    [one] 1 evento
   *[other] { $count } eventos
}.
alerts-off = Avisos desactivados en { $channel }.
alerts-were-off = { $channel } no tenía avisos activados.
alerts-paused = Los avisos de { $channel } están en pausa hasta que alguien los reanude.
alerts-paused-until = Los avisos de { $channel } están en pausa hasta { $time }; después siguen solos.
alerts-resumed = Los avisos de { $channel } se reanudan.
alerts-none = Aquí aún no hay avisos activados.
alerts-list-title = Avisos
rhythm-daily = diario
rhythm-weekly = semanal
alerts-list-places = { $places ->
    [one] adelantamientos del primero
   *[other] adelantamientos entre los { $places } primeros
}
alerts-is-paused-until = en pausa hasta { $time }
alerts-is-paused = en pausa: { $reason }
alerts-test = Esto es una prueba de Overtake: los avisos de { $channel } llegan aquí.
alerts-test-sent = Se envió un mensaje de prueba a { $channel }.
preview-title = Vista previa para { $channel }: lo que habrían contado estos avisos. No cambia nada
preview-amount = { $posts } en { $days ->
    [one] el único día guardado
   *[other] { $days } días
}
preview-kinds = {" "}({ $rows }): { $kinds }
preview-nothing = Ninguna publicación en { $days ->
    [one] el único día guardado
   *[other] { $days } días
}: no pasó nada de esto.
preview-wishes = Deseos: { $wishes }
preview-row-more = {" "}(+{ $count } más)
preview-quiet = { $date }: una semana tranquila, en una línea
preview-more = { $count ->
    [one] +1 publicación anterior
   *[other] +{ $count } publicaciones anteriores
}
preview-quieter = Más tranquilo: { $change }. { $typed }
preview-louder = Más completo: { $change }. { $typed }
preview-change = { $name }: { $posts }, { $rows }
preview-turn-on = Activar estos avisos
count-posts = { $count ->
    [one] 1 publicación
   *[other] { $count } publicaciones
}
count-digests = { $count ->
    [one] 1 resumen
   *[other] { $count } resúmenes
}
count-rows = { $count ->
    [one] 1 línea
   *[other] { $count } líneas
}
count-events = { $count ->
    [one] 1 evento
   *[other] { $count } eventos
}
try-top = top { $count }
try-places = { $count ->
    [one] adelantamientos del primero
   *[other] adelantamientos entre los { $count } primeros
}
try-families = lanzamientos e hitos de { $families }
try-with = con { $kind }
try-without = sin { $kind }
try-board = con la lista { $board }
try-weekly = cada semana
try-daily = cada día
rule-on = activada
rule-off = desactivada
families-named = las nombradas
changed-top = Top de las listas ({ $kinds }): { $before } → { $after }.
changed-places = Entre cuántos de los primeros grupos ({ $kinds }): { $before } → { $after }.
changed-families = De qué familias ({ $kinds }): { $before } → { $after }.
changed-rule = La regla { $kinds }: { $before } → { $after }.
changed-rows = {" "}{ $days ->
    [one] En el único día guardado
   *[other] En los últimos { $days } días guardados
} hubo { $before } de estas líneas; así habrían sido { $after }.
changed-events = {" "}{ $days ->
    [one] En el único día guardado
   *[other] En los últimos { $days } días guardados
} los resúmenes recogieron { $before ->
    [one] 1 evento así
   *[other] { $before } eventos así
}; con esto habrían sido { $after }.
none-fewer = De { $kind } ya no se cuenta nada aquí.
none-undo = Eso ya se volvió a cambiar o a deshacer: ahora no cambia nada.
none-more = De { $kind } ya se cuenta aquí todo lo que hay.
which-fewer = ¿Menos como cuál de estas líneas?
which-more = ¿Más como cuál de estas líneas?
which-row = Una línea…
paused-by-hand = a mano
families-top = { $count ->
    [one] la primera familia
   *[other] las { $count } primeras familias
}
families-all = todas las familias

form-on = Lo que se cuenta en { $channel }:
form-paused = Lo que se cuenta en { $channel } está en pausa; al guardar esto se reanuda.
form-off = En { $channel } no hay avisos activos: al guardar esto se activan.
form-save = Guardar
form-cancel = Cancelar
form-saving = Guardando…
label-boards = Clasificaciones
label-rules = Noticias
label-families = Lanzamientos e hitos de
label-top = Puestos seguidos
label-rhythm = Con qué frecuencia
label-places = Adelantamientos entre los primeros
label-language = Idioma
home-title = Overtake
home-alerts = Avisos de este espacio de trabajo
home-hint = /rank en cualquier canal me pregunta algo; /rank help dice qué. /rank alerts on activa los avisos de un canal.
home-resume = Reanudar

## Lo que va mal: una frase que dice qué hacer

no-data = Aún no hay clasificación: la primera captura está prevista para el { $time }.
unknown-name = No se conoce nada con el nombre «{ $name }».
did-you-mean = No se conoce nada con el nombre «{ $name }»: ¿querías decir { $names }?
ambiguous = «{ $name }» puede ser { $names }: pregunta por uno de ellos.
unknown-board = No hay ninguna lista «{ $name }»: elige una de estas: { $names }.
unknown-metric = No hay ninguna métrica «{ $name }»: elige una de estas: { $names }.
metrics-are = Las métricas son { $names }.
unknown-rule = No hay ninguna regla «{ $name }»: elige una de estas: { $names }.
unknown-channel = «{ $name }» no es un canal: escribe console, discord:123… o slack:C….
option-of-another = «{ $option }» es de { $actions }: { $action } no lo admite.
no-board-left = No cambia nada: no quedaría ninguna lista. Indica al menos una, o desactiva los avisos.
no-rule-left = No cambia nada: no quedaría ninguna regla. Indica al menos una, o desactiva los avisos.
unknown-wish = «{ $name }» no es un ajuste de los avisos: escribe nombre=valor, con uno de estos: { $names }.
unknown-family = No hay ninguna familia «{ $name }»: ¿querías decir { $names }?
unknown-language = No hay ningún idioma «{ $name }»: elige uno de estos: { $names }.
unknown-rhythm = No hay ninguna frecuencia «{ $name }»: elige una de estas: { $names }.
unknown-top = No hay ningún top «{ $name }»: elige uno de estos: { $names }.
unknown-command = No hay ninguna orden «{ $name }»: elige una de estas: { $names }.
unknown-event = No hay ningún evento { $name }: usa el número de uno contado o retenido.
no-such-day = No se sabe nada del { $date }: ese día no está guardado.
which-claim = why necesita el número de un evento, un nombre o un día: why 12, why qwen, why 2026-06-09.
which-event = { $name } necesita el número de un evento parecido: event=12.
not-a-number = «{ $name }» no es un número entero de { $least } a { $most }.
missing-word = A { $command } le falta { $option }: { $usage }
may-not-manage-discord = Cambiar los avisos de { $channel } requiere el permiso Gestionar canales: pídeselo a quien lo tenga.
may-not-manage-slack = Los avisos de { $channel } los puede cambiar quien administre el espacio de trabajo, quien creó el canal o quien figure en los ajustes de Overtake: pídeselo a una de esas personas.
invite-first = Todavía no estoy en { $channel } y no puedo publicar allí: escribe { $invite } en el canal y vuelve a preguntar.
lacks-permissions = Aún no puedo publicar en { $channel }: { $count ->
    [one] me falta { $permissions }. Permítemelo
   *[other] me faltan { $permissions }. Permítemelos
} en los ajustes del canal, en Permisos, y vuelve a preguntar.
not-a-member = Aquí se me puede preguntar, pero no soy miembro de este servidor y no puedo publicar: quien lo gestione debe invitarme antes como bot.
too-many-questions = Son muchas preguntas: vuelve a preguntar dentro de { $seconds ->
    [one] 1 segundo
   *[other] { $seconds } segundos
}.
not-posted = El mensaje no fue aceptado: { $reason }.
read-as = “{ $typed }” se leyó como “{ $meant }”.
old-button = Este botón es de otra versión mía: vuelve a preguntar con una orden.
out-of-order = Algo ha fallado aquí, y está en el registro de quien me hace funcionar. Vuelve a preguntar más tarde.
too-many-words = { $command } no admite «{ $name }»: { $usage }
lacks-metric = { $names } no { $count ->
    [one] tiene
   *[other] tienen
} { $metric } en los datos del { $date }.
lacks-all = { $names } no { $count ->
    [one] tiene
   *[other] tienen
} ningún recuento en los datos del { $date }.
nothing-shared = { $names } no tienen ningún recuento en común en los datos del { $date }.
empty-board = { $board } aún no tiene ninguna captura.

## Listas

state-told = contado
state-held = retenido
state-dropped = descartado
verdict-ok = correcta
verdict-stale = repetida
verdict-shock = sacudida
verdict-rejected = rechazada
families-title = { $count ->
    [one] 1 familia
   *[other] { $count } familias
}
members-title = { $family }: contados, { $counted } de { $seen ->
    [one] 1 modelo visto
   *[other] { $seen } modelos vistos
}
families-checked = { $file } está en orden; con él hay { $count ->
    [one] 1 familia.
   *[other] { $count } familias.
}
column-organisation = Organización
column-country = País
column-namespaces = Espacios de nombres
column-counted = Contado
column-why = Motivo
counted-yes = sí
counted-no = no
why-official = una publicación oficial
why-runtime-copy = una copia para otro entorno de ejecución
why-guard = un modelo de protección
why-embedder = un modelo de embeddings
why-reranker = un reordenador
why-tokenizer = un tokenizador
why-adapter = un adaptador
why-excluded = excluido por su nombre
why-other-name = su nombre no es de ninguna familia
why-other-family = es de { $family }
why-unknown-publisher = no se conoce a su autor

## La terminal

no-events = No hay eventos.
import-progress = Importando
import-days = { $count ->
    [one] 1 día importado
   *[other] { $count } días importados
}, del { $first } al { $last }: { $events ->
    [one] 1 evento
   *[other] { $events } eventos
}, { $told } de ellos contados, { $posts ->
    [one] 1 mensaje
   *[other] { $posts } mensajes
}.
import-nothing = No cambió nada.
import-unchanged = { $count ->
    [one] 1 ya estaba guardado y queda como está.
   *[other] { $count } ya estaban guardados y quedan como están.
}
import-rejected = { $count ->
    [one] 1 fue rechazado y no se guardó como día: `overtake quality` dice por qué.
   *[other] { $count } fueron rechazados y no se guardaron como días: `overtake quality` dice por qué.
}
backup-done = { $file } contiene la base de datos tal como está ahora: { $megabytes } MB.
restore-done = { $database } es ahora lo que contiene { $file }: { $days ->
    [one] 1 día
   *[other] { $days } días
}.
restore-kept = Lo que había allí queda como { $kept }.
export-done = { $days ->
    [one] 1 lectura
   *[other] { $days } lecturas
} y { $tables ->
    [one] 1 tabla
   *[other] { $tables } tablas
}, en { $folder }.
demo-label = Demostración. { $label }
demo-played = Esos fueron { $days } días: { $events } eventos, { $posts } mensajes. Los mensajes de arriba son los que habría visto un canal con los avisos por defecto; el número al final de una línea sirve para `why`.
demo-prompt = Pregunte, por ejemplo: rank qwen · top llm · compare qwen llama · movers · releases · why 1 · status · help (exit para terminar)
demo-question = > { $question }
demo-fault = { $fault }

## ¿Está vivo?

health-alive = { $count ->
    [0] vivo: no hay ninguna plataforma activa, las publicaciones van a la terminal
    [one] vivo: { $platforms } está conectado
   *[other] vivo: { $platforms } están conectados
}
health-alive-but = vivo, aunque { $count ->
    [one] { $platforms } no está conectado
   *[other] { $platforms } no están conectados
} en este momento
health-not-running = Sin señal de vida: el bot no está en marcha con esta base de datos. Se arranca con `overtake run`.
health-no-life = La última señal de vida es de { $at }, y son las { $now }: el bot está colgado o lo han matado. Termina lo que quede de él y arráncalo otra vez.
health-connected = { $platform } está conectado.
health-lost = { $platform } no está conectado desde { $at }. Lo vuelve a intentar por sí solo; el registro de `overtake run` dice por qué.
health-nowhere = { $platform } está conectado, pero no tiene dónde publicar desde { $at }: ¿está instalada la aplicación en algún espacio de trabajo?
health-database = La base de datos no responde: { $reason }
health-database-answers = La base de datos responde, y últimamente todo se ha podido escribir.
health-write-failed = Lo último no se ha podido escribir en la base de datos: { $reason }
health-snapshot = La última captura buena es de hace { $hours } h.
health-snapshot-old = La última captura buena es de hace { $hours } h, y había otra prevista para el { $due }: el registro de `overtake run` y `overtake quality` dicen por qué no la ha habido.
health-no-snapshot = Todavía no hay ninguna captura buena.
health-no-post = Ninguna publicación espera.
health-post = La publicación que más tiempo lleva esperando tiene { $minutes } min.
health-post-late = La publicación que más tiempo lleva esperando tiene { $minutes } min: `overtake status` las cuenta, y el registro de `overtake run` dice qué responde su plataforma.

## Lo que hace el bot, dicho en una terminal

step-platform-off = { $platform } está apagado: define { $variables } para encenderlo (o lo mismo con _FILE, con el nombre de un archivo).
step-no-platform = Ninguna plataforma está conectada: los avisos salen en esta terminal, como el canal «{ $channel }». Ctrl-C termina.
step-connected = { $platform } está conectado, como { $name }.
step-synced = { $platform } tiene las órdenes: { $commands }.
step-paused = { $channel }: los avisos quedan en pausa, pues { $reason }.
step-collecting = Tomando los datos del { $day }: tablas { $boards }, espacios { $namespaces }.
step-listed = { $part }: { $rows } modelos.
step-retrying = { $part }: { $reason }; otra vez en { $seconds } s.
step-failed = { $part } no se consigue ahora: { $reason }.
step-collected = La recogida del { $day } ha terminado: fallos { $failed }, respuestas del Hub { $calls }.
step-stored = El { $day } está guardado: tablas { $boards }, modelos { $models }, eventos { $events } (contados { $told }), avisos { $posts }.
step-rejected = { $part } no es creíble: { $reason }.
step-unchanged = No hay nada nuevo del { $day }.
step-again = Lo que falta del { $day } se pide otra vez a las { $due }.
step-day-lacks = El { $day } ha terminado, y le falta { $parts }.
step-next = Los próximos datos tocan a las { $due }.
step-sent = Avisos enviados: { $posts }.
step-resumed = { $channel } vuelve a aceptar mensajes: sus avisos siguen.
step-clock-behind = El reloj dice { $day }, pero el { $last } ya está guardado: pon el reloj en hora; hasta entonces no se toman datos.
step-deaf = Lo que se pregunta en { $platform } no llega al bot desde { $since }; aun así, las publicaciones pueden salir.
step-backed-up = La base de datos está copiada: { $file }, { $megabytes } MB.
step-thinned = De los días viejos se guarda menos: aligerados { $lightened }, quitados { $dropped }.
step-trouble = { $reason }. Se intenta otra vez.
step-pinged = Alguien sabe que el { $day } ha ido bien: OVERTAKE_PING_URL lo ha aceptado.
step-stopped = Terminado; nada queda a medias.

## Lo propio de cada plataforma: cómo se llaman allí las órdenes y qué dice de ellas

command-rank = ranking
command-top = top
command-compare = comparar
command-movers = cambios
command-releases = lanzamientos
command-alerts = avisos
command-why = porqué
command-status = estado
command-help = ayuda
command-alerts-on = activar
command-alerts-off = desactivar
command-alerts-list = lista
command-alerts-test = prueba
command-alerts-preview = vista
command-alerts-fewer = menos
command-alerts-more = más
command-alerts-race = carrera
command-alerts-pause = pausar
command-alerts-resume = reanudar
describe-rank = Qué puesto ocupa un modelo, una familia o una organización, y sus totales
describe-top = Una lista con sus movimientos, y quién ocupa los puestos
describe-compare = De dos a cinco frente a frente: la diferencia y el ritmo
describe-movers = Las mayores subidas y bajadas de una lista
describe-releases = Lo que ha salido, por fecha
describe-alerts = Qué se cuenta en este canal
describe-why = El justificante de una afirmación: los datos y la regla que hay detrás
describe-status = Cómo de recientes son los datos, y qué espera a ser enviado
describe-help = Qué se puede preguntar
describe-alerts-on = Activar aquí los avisos, o cambiarlos
describe-alerts-off = Desactivar aquí los avisos
describe-alerts-list = Los avisos de los canales de este servidor
describe-alerts-race = Un mensaje sobre una carrera, siempre al día
describe-alerts-test = Publicar aquí un mensaje de prueba
describe-alerts-preview = Lo que habrían contado estos avisos en los últimos 30 días
describe-alerts-fewer = Menos avisos como uno que se contó
describe-alerts-more = Más avisos como uno que se contó
describe-alerts-pause = Conservar los avisos y no enviar nada
describe-alerts-resume = Dejar que sigan los avisos en pausa
option-name = nombre
option-board = lista
option-count = cuántos
option-a = a
option-b = b
option-c = c
option-d = d
option-e = e
option-metric = métrica
option-days = días
option-family = familia
option-boards = listas
option-rules = reglas
option-families = familias
option-top = top
option-rhythm = frecuencia
option-places = puestos
option-language = idioma
option-end = terminar
option-event = evento
describe-rank-name = Un modelo, una familia, una organización o un país
describe-top-board = Qué lista; si no, la de tendencias
describe-top-count = Cuántas filas; si no, 10
describe-compare-a = Un modelo, una familia, una organización o un país
describe-compare-b = Otro
describe-compare-c = Un tercero
describe-compare-d = Un cuarto
describe-compare-e = Un quinto
describe-compare-metric = Con qué métrica; si no, la primera que tengan ambos
describe-movers-board = Qué lista; si no, la de tendencias
describe-movers-days = En cuántos días; si no, 7
describe-releases-family = De qué familia; si no, de todas
describe-releases-days = De cuántos días atrás; si no, 30
describe-why-event = Un evento por su número, un nombre o un día, como 2026-06-09; se ofrecen los últimos
describe-alerts-boards = Qué listas, con comas; si no, trending,llm
describe-alerts-rules = Qué noticias, con comas; si no, todas menos left y moved
describe-alerts-families = De qué familias, con comas; si no, las 20 primeras
describe-alerts-top = Qué top se observa; si no, 10
describe-alerts-rhythm = Un mensaje al día o un resumen a la semana; si no, diario
describe-alerts-places = Adelantamientos y pronósticos entre cuántos primeros; si no, 20
describe-alerts-event = El número de un evento; se ofrecen los últimos contados
describe-alerts-language = El idioma de las publicaciones
describe-alerts-a = Una familia, organización, país o modelo
describe-alerts-b = Otro de la misma clase
describe-alerts-metric = Con qué métrica; si no, la primera que tengan ambos
describe-alerts-end = yes, para terminar esta carrera
describe-alerts-days = Cuántos días; si no, hasta que se reanuden
why-others = Otra fila de la misma publicación…
ask-why = ¿Por qué?
ask-pause = Pausar una semana
ask-fewer = Menos como esto
ask-more = Más como esto
ask-undo = Deshacer
ask-quieter = Más tranquilo: { $change }
ask-louder = Más completo: { $change }
ask-settings = Ajustes
show-to-channel = Mostrar en el canal
told-paused-title = Hay avisos en pausa
told-paused = { $channel }: { $reason }
told-paused-kept = Se conservan, y siguen solos cuando una comprobación diaria vea que puedo publicar allí de nuevo.

## Por qué se pausan los avisos

refused-gone = el canal ya no existe
refused-access = no puedo ver el canal
refused-permission = no puedo publicar allí
refused-archived = el hilo está archivado
refused-removed = me han quitado del servidor
refused-token = Discord ya no acepta mi token
not-connected = Discord no está conectado en este momento
refused-left = me han quitado del canal; una invitación me trae de vuelta
refused-uninstalled = me han quitado del espacio de trabajo
refused-channel-archived = el canal está archivado
refused-slack = Slack no me deja publicar allí
refused-slack-token = Slack ya no acepta mi token
not-connected-slack = Slack no está conectado en este momento
permission-view-channel = Ver canal
permission-send-messages = Enviar mensajes
permission-send-messages-in-threads = Enviar mensajes en hilos
permission-embed-links = Insertar enlaces
permission-attach-files = Adjuntar archivos

## Lo que encuentra el doctor

condition-ok = bien
condition-warning = atención
condition-wrong = mal
group-settings = Ajustes
group-bot = El bot
group-database = Base de datos
group-hub = Hub
group-discord = Discord
group-slack = Slack
group-clock = Reloj
whose-hub = del Hub
whose-discord = de Discord
whose-slack = de Slack
doctor-looking = Se mira todo…
doctor-wrong = { $count ->
    [one] { $count } comprobación está mal
   *[other] { $count } comprobaciones están mal
}
found-not-checked = no se comprueban la base de datos, el Hub, las plataformas ni el reloj
advice-not-checked = Corrige los ajustes y vuelve a pasar el doctor.
found-unreachable = no se llega a { $address } ({ $reason })
advice-unreachable = Comprueba la conexión de esta máquina, su DNS, su proxy (HTTPS_PROXY) y su cortafuegos.
found-no-answer = { $address } no da una buena respuesta ({ $reason })
advice-no-answer = Vuelve a pasar el doctor en unos minutos; si sigue así, comprueba la dirección y los proxys del camino.
found-busy = { $address } pide esperar { $seconds } s antes de preguntarle más
advice-busy = Vuelve a pasar el doctor después; si ocurre a menudo, algo más usa el mismo token o la misma dirección.
found-fault = esta comprobación misma ha fallado ({ $reason })
advice-fault = Vuelve a pasar el doctor; si sigue así, envía esta línea a quien hace Overtake.
found-settings-file = se lee { $file }
found-no-settings-file = no hay { $file } en esta carpeta: valen los valores por defecto y el entorno
found-variables = definidas en el entorno: { $names }
found-no-variables = no hay nada definido en el entorno
found-language = el idioma es { $name }
found-families = las familias son las que trae Overtake
found-own-families = las familias de { $file } se añaden a las nuestras
found-next-snapshot = la próxima captura está prevista para el { $time } (`{ $schedule }`, { $zone })
found-settings-wrong = { $error }
advice-settings-wrong = Corrígelo: docs/operate.md tiene todos los ajustes.
found-secret-wrong = { $error }
advice-secret-wrong = Corrígelo: hasta entonces este secreto cuenta aquí como no definido, y `overtake run` no arranca.
found-families-wrong = { $error }
advice-families-wrong = Corrige el archivo; `overtake families check FILE` dice su primer error.
found-schedule-wrong = { $error }
advice-schedule-wrong = Corrígelo: hasta entonces `overtake run` no arranca.
found-no-platform = ninguna plataforma está activada: las publicaciones solo van a la terminal
advice-no-platform = Define las variables de Discord o de Slack que se nombran abajo.
found-database = { $file } ocupa { $size }
found-no-database = aún no existe { $file }: lo crea el primer arranque
found-schema-older = su esquema es el { $version } y el de este Overtake el { $newest }: el próximo arranque lo actualiza, tras hacer una copia
found-whole = está entera: SQLite no le encuentra ningún fallo
found-whole-so-far = sin fallos por ahora: es demasiado grande para leerla entera en { $seconds } s
found-days = { $count ->
    [one] hay { $count } día guardado, { $last }
   *[other] hay { $count } días guardados, de { $first } a { $last }
}
found-no-days = aún no hay ningún día guardado
found-snapshot = la última captura buena se tomó el { $time }, { $hours ->
    [0] en la última hora
    [one] hace { $hours } hora
   *[other] hace { $hours } horas
}
found-lock-held = un `overtake` tiene el cerrojo de la base de datos (proceso { $pid })
found-folder = se puede escribir en la carpeta { $folder }
found-file-system = está en un disco local ({ $kind })
found-space = quedan { $free } libres en el disco de { $folder }
found-backup = la copia nocturna más reciente es { $file }, { $size }
found-no-backup-yet = aún no hay copia nocturna: la primera noche hace una
found-backups-off = no se hacen copias nocturnas, porque `backups` es 0
found-database-foreign = { $file } contiene datos de otro programa
advice-database-foreign = Indica otro archivo en OVERTAKE_DATABASE.
found-database-damaged = { $file } está dañado o no es una base de datos ({ $reason })
advice-database-damaged = Detén Overtake y pon una copia en su lugar: `overtake restore FILE --overwrite`.
found-database-closed = no se puede leer { $file } ({ $reason })
advice-database-closed = Ejecuta `chown -R { $owner } { $folder }` como root, para que este usuario pueda leerlo y escribirlo.
found-database-locked = otro programa tiene bloqueado { $file }
advice-database-locked = Cierra lo que lo tenga abierto, p. ej. un explorador de bases de datos: Overtake espera diez segundos y luego falla.
found-database-lost = no existe { $file }, aunque hay copias nocturnas suyas
advice-database-lost = Repón la más reciente: `overtake restore { $copy }`; o llévate las copias a otro sitio para empezar de cero.
found-schema-newer = { $file } lo hizo un Overtake más nuevo (esquema { $version }, este conoce el { $newest })
advice-schema-newer = Actualiza Overtake, o indica otro archivo en OVERTAKE_DATABASE.
found-snapshot-missing = la última captura buena se tomó el { $time }, hace { $hours ->
    [one] { $hours } hora
   *[other] { $hours } horas
}, y había otra prevista para el { $due }
advice-snapshot-missing = `overtake snapshot` toma la de hoy; mira si `overtake run` está en marcha y qué dice su registro.
found-snapshot-doubted = ninguna captura guardada es de fiar
advice-snapshot-doubted = `overtake quality` dice el porqué de cada una.
found-running = `overtake run` está en marcha (proceso { $pid })
found-nobody-runs = no hay ningún `overtake run` en marcha con esta base de datos
advice-nobody-runs = Arráncalo: hasta entonces no se toma ningún día ni se publica nada.
found-only-history = no hay ningún `overtake run` en marcha: esta base de datos solo tiene los días importados
advice-only-history = Arráncalo para que se tome cada día nuevo; a las preguntas se responde sin él.
found-run-stuck = `overtake run` dio su última señal de vida el { $time }: está colgado, o lo mataron
advice-run-stuck = Arráncalo de nuevo; lo que lo arranca (Docker, systemd) debería hacerlo solo.
found-run-lost = { $platform } está sin conexión desde el { $time }
advice-run-lost = Lo que pasa con su token o la red se dice abajo; el registro de `overtake run` dice por qué se perdió.
found-run-unknown = { $reason }
advice-run-unknown = Hasta entonces no se sabe si `overtake run` está en marcha.
found-no-folder = { $path } es un archivo, y ahí tiene que haber una carpeta
advice-no-folder = Llévate ese archivo a otro sitio, o indica otro lugar en { $setting }.
found-folder-closed = este usuario no puede escribir en { $path }
advice-folder-closed = Ejecuta `chown -R { $owner } { $folder }` como root.
found-disk-read-only = { $path } está en un disco montado solo para lectura
advice-disk-read-only = Móntalo para escritura, o indica un archivo de otro sitio en OVERTAKE_DATABASE.
found-fleeting-disk = no está en un disco que dure ({ $kind }): se pierde con el contenedor, o en el próximo arranque de la máquina
advice-fleeting-disk = En Docker, monta un volumen en /data; en otro caso, indica en OVERTAKE_DATABASE un archivo de un disco local.
found-network-file-system = está en un sistema de archivos de red o compartido ({ $kind }), donde SQLite puede perder datos
advice-network-file-system = Lleva la base de datos a un disco local e indícala en OVERTAKE_DATABASE.
found-space-low = solo quedan { $free } libres en el disco de { $folder }, y debería haber { $needed }
advice-space-low = Haz sitio: con el disco lleno no se guarda ningún día.
found-disk-full = el disco de { $folder } está lleno: quedan { $free }
advice-disk-full = Haz sitio; Overtake sigue solo.
found-backup-old = la copia nocturna más reciente es { $file }, del { $day }
advice-backup-old = Mira si `overtake run` está en marcha y qué dice su registro; `overtake backup FILE` hace una copia ahora.
found-no-backup = no hay ninguna copia nocturna en { $folder }
advice-no-backup = Mira si `overtake run` está en marcha y qué dice su registro; `overtake backup FILE` hace una copia ahora.
found-hub = { $address } responde, en { $seconds } s
found-hub-token = HF_TOKEN es de { $name }: quedan { $left } llamadas de { $limit } para cinco minutos
found-hub-token-unseen = HF_TOKEN está definido; esta dirección no dice de quién es
found-hub-anonymous = no hay HF_TOKEN, y no pasa nada: quedan { $left } llamadas de { $limit } para cinco minutos
found-hub-elsewhere = { $address } responde, y no es un Hub ({ $reason })
advice-hub-elsewhere = Corrige HF_ENDPOINT, o quítalo para preguntar al Hub mismo.
found-hub-token-refused = el Hub rechaza HF_TOKEN
advice-hub-token-refused = Crea un token de lectura en huggingface.co, en Settings, Access Tokens; o quita HF_TOKEN.
found-platform-off = desactivado: necesita { $variables }
found-off-with-channels = está desactivado, y hay avisos en { $count ->
    [one] { $count } canal suyo
   *[other] { $count } canales suyos
} ({ $channels })
advice-off-with-channels = Define { $variables }, o termínalos: `overtake alerts off --channel { $channel }`.
found-discord-token = DISCORD_TOKEN es de { $name }, de la aplicación { $application }
found-discord-token-refused = Discord rechaza DISCORD_TOKEN
advice-discord-token-refused = Renueva el token en Bot, en el portal de desarrolladores de Discord, y ponlo en DISCORD_TOKEN.
found-discord-servers = está en { $count ->
    [one] { $count } servidor
   *[other] { $count } servidores
}; la invitación para otros: { $invitation }
found-discord-nowhere = el bot no está en ningún servidor
advice-discord-nowhere = Abre { $invitation } y elige un servidor.
found-discord-sessions = la pasarela acepta hoy { $left } conexiones más de { $total }
found-discord-sessions-low = la pasarela solo acepta { $left } conexiones más de { $total } en { $hours ->
    [one] la próxima hora
   *[other] las próximas { $hours } horas
}
advice-discord-sessions-low = Mira en el registro por qué se conecta tan a menudo; al llegar a 0 Discord anula el token.
found-slack-token = el bot es { $name } en { $workspace }
found-slack-scopes = { $workspace } le dio todos los permisos que usa
found-slack-app-token = SLACK_APP_TOKEN vale para Socket Mode
found-slack-one-app = ambos tokens son de la aplicación { $app }
found-slack-http = Slack llega por HTTP, al puerto { $port }; si SLACK_SIGNING_SECRET es correcto se ve en su primera petición
found-workspaces-not-asked = { $count ->
    [one] no se ha preguntado por { $count } espacio de trabajo más
   *[other] no se ha preguntado por { $count } espacios de trabajo más
}
found-slack-token-refused = Slack rechaza SLACK_BOT_TOKEN
advice-slack-token-refused = Pon en él el Bot User OAuth Token (xoxb-…) de la aplicación, de Install App; instálala de nuevo si la quitaron.
found-slack-scopes-missing = { $workspace } no le dio { $scopes }, y sin eso no puede hacer su trabajo
advice-slack-scopes-missing = Añádelos en OAuth & Permissions de la aplicación, y vuelve a instalarla allí.
found-slack-scopes-fewer = { $workspace } no le dio { $scopes }
advice-slack-scopes-fewer = Funciona sin ellos; docs/operate.md dice para qué es cada uno (files:write: los gráficos). Añádelos en OAuth & Permissions de la aplicación y vuelve a instalarla allí.
found-slack-app-token-refused = Slack rechaza SLACK_APP_TOKEN
advice-slack-app-token-refused = Pon en él un token de aplicación (xapp-…) de esta aplicación con el permiso connections:write, de Basic Information.
found-slack-two-apps = SLACK_BOT_TOKEN es de la aplicación { $bots }, y SLACK_APP_TOKEN de { $apps }
advice-slack-two-apps = Toma los dos de los ajustes de una sola aplicación: si no, el bot publica y nunca oye una pregunta.
found-slack-secret-odd = SLACK_SIGNING_SECRET no parece serlo
advice-slack-secret-odd = Pon en él el Signing Secret de la aplicación, 32 letras y cifras, de Basic Information.
found-slack-nowhere = la aplicación aún no está instalada en ningún espacio de trabajo
advice-slack-nowhere = Arranca `overtake run` y abre { $path } en la dirección donde se le alcanza.
found-slack-workspace-refused = Slack rechaza el token de { $workspace }
advice-slack-workspace-refused = Instala allí de nuevo la aplicación; la quitaron, o revocaron su token.
found-slack-workspace-sealed = no se puede leer el token del espacio de trabajo { $workspace }: SLACK_CLIENT_SECRET no es el de cuando se guardó
advice-slack-workspace-sealed = Pon el secreto de antes, o instala allí de nuevo la aplicación.
found-no-channels = ningún canal tiene avisos
found-channels-open = { $count ->
    [one] { $count } canal con avisos está abierto
   *[other] { $count } canales con avisos están abiertos
}
found-channels-open-again = { $count ->
    [one] { $count } de ellos estaba cerrado y sigue
   *[other] { $count } de ellos estaban cerrados y siguen
} en la próxima comprobación diaria: { $channels }
found-channels-paused = { $count ->
    [one] los avisos de { $count } canal están
   *[other] los avisos de { $count } canales están
} en pausa a mano: { $channels }
found-channels-not-asked = { $count ->
    [one] no se ha preguntado por { $count } canal con avisos
   *[other] no se ha preguntado por { $count } canales con avisos
}
found-channel-lacks = { $channel }: me falta { $permissions }
advice-channel-lacks = Da al rol del bot estos permisos en los ajustes del canal.
found-channel-hidden = { $channel }: no puedo ver el canal
advice-channel-hidden = Deja que el bot lo vea, en los permisos del canal o con una invitación; o termina sus avisos con `overtake alerts off --channel { $channel }`.
found-channel-gone = { $channel }: el canal ya no existe
advice-channel-gone = Termina sus avisos: `overtake alerts off --channel { $channel }`.
found-channel-archived = { $channel }: está archivado
advice-channel-archived = Desarchívalo, o termina sus avisos: `overtake alerts off --channel { $channel }`.
found-channel-left = { $channel }: no estoy en el canal
advice-channel-left = Invita allí al bot, o termina sus avisos: `overtake alerts off --channel { $channel }`.
found-channel-uninstalled = { $channel }: la aplicación no está instalada en su espacio de trabajo
advice-channel-uninstalled = Instálala allí de nuevo, o termina sus avisos: `overtake alerts off --channel { $channel }`.
found-channel-closed = { $channel }: { $reason }
advice-channel-closed = Deja que el bot publique allí, o termina sus avisos: `overtake alerts off --channel { $channel }`.
found-channel-unsure = { $channel }: no se puede saber si puedo publicar allí ({ $reason })
advice-channel-unsure = Vuelve a pasar el doctor en unos minutos.
found-clock = el reloj de esta máquina está a { $seconds } s del reloj { $of }
found-clock-off = el reloj de esta máquina va { $seconds } s { $ahead ->
    [yes] adelantado respecto al
   *[no] atrasado respecto al
} reloj { $of }
advice-clock-off = Deja que el sistema lo ponga en hora por NTP (`timedatectl set-ntp true`).
found-clock-wrong = el reloj de esta máquina va { $seconds } s { $ahead ->
    [yes] adelantado respecto al
   *[no] atrasado respecto al
} reloj { $of }: los días se toman por otros, y se rechaza a Slack
advice-clock-wrong = Ponlo en hora, y deja que el sistema lo mantenga por NTP (`timedatectl set-ntp true`).
found-clock-behind = según el reloj de esta máquina es { $day }, y ya está guardado { $last }: no se toma ninguna captura
advice-clock-behind = Pon el reloj en hora; si ya lo está, repón una copia de antes: `overtake restore FILE --overwrite`.
found-clock-unknown = no ha respondido nadie con cuyo reloj compararlo
advice-clock-unknown = Arregla primero lo que no se alcanza.
