"""Invented persons of the region and their names as states, eras and channels write them, for trial and measure.

A person has a given name, a father and a family root. An era tells how the name is built (Soviet: family name
with -ov and patronymic; after 1991: oʻgʻli, уулу, ұлы, -зода, without endings; Kyrgyzstan 2025: теги); a
channel how it is written (national Cyrillic, Russian, national Latin, ICAO, old French-like passports, machine
line, Arabic script) and with which slips. Persons here are of nobody; the names are common ones.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from chegara.profiling.methods.watchlists.entry import BirthDate, ListedName, ListEntry

MEN = {
    "uz": "Азиз Фарҳод Шерзод Жасур Улуғбек Отабек Дилшод Бобур Санжар Ғуломжон Шоҳруҳ Хуршид Зафар Алишер Акмал Ҳикмат "
    "Ҳамид Баҳодир Ислом Икром Қодир Раҳим Собир Тоҳир Умид Шуҳрат Элдор Ёқуб Юнус Жаҳонгир Мирзо Нодир Обид Равшан Бахтиёр "
    "Хусан Ҳасан Абдулла Абдураҳмон Муҳаммад Фаррух Сирожиддин Шамсиддин Нуриддин Турсун Ўткир Ғайрат Лазиз Камол Достон",
    "tg": "Эмомалӣ Рустам Ҷамшед Фирӯз Далер Парвиз Фаридун Суҳроб Хуршед Исмоил Раҳмон Шариф Сафар Саидалӣ Ҷаҳонгир Маҳмад "
    "Абдулло Нурулло Хайрулло Файзулло Зафар Умед Давлат Шавкат Ҳоҷӣ Комрон Сайф Ҳасан Ҳусейн Иброҳим Ғафур Мирзо Назар Қурбон "
    "Қосим Бахтовар Толиб Сироҷ Шамс Беҳрӯз Сиёвуш Азим Раҷаб Ашӯр Холиқ Восеъ",
    "ky": "Нурлан Бакыт Жыргал Өмүрбек Чыңгыз Талант Азамат Сооронбай Алмаз Уланбек Эрмек Бектур Нурбек Айбек Кубанычбек Мирлан "
    "Жаныбек Темирбек Канат Марат Садыр Замир Усон Жакшылык Тургунбек Шарип Байыш Аскар Курманбек Туратбек Ысмайыл Мамат Абдырахман "
    "Өзгөн Дөөлөт Манас Төлөгөн Жолдош Кеңеш Улан Бообек Атай Эсен Кадыр Акылбек Жумабек",
    "kk": "Нұрсұлтан Қасым Әділбек Ерлан Дәурен Қайрат Бауыржан Серік Болат Айдос Ғабит Мұрат Жандос Ержан Асқар Данияр Сәкен Арман "
    "Тимур Олжас Самат Нұрлан Қанат Жомарт Бекзат Мейрам Еркін Тоқтар Шыңғыс Әлихан Дәулет Сұлтан Ықылас Жүсіп Бақыт Талғат Қуаныш "
    "Ғани Марат Абай Әбдірахман Өмір Үміт Рүстем Мақсат Ілияс",
    "tk": "Гурбангулы Мырат Сердар Җумагелди Өвез Бердимырат Атамырат Сапармырат Аннагулы Довлет Мерген Ораз Чары Гочмырат Хоҗамырат "
    "Ягмыр Керим Агамырат Батыр Реҗеп Сахет Тәчмырат Байрам Мухамметгулы Аман Гурбан Эсен Хыдыр Алты Ата Меред Ныяз Пена Шамырат Язмырат",
    "ru": "Александр Дмитрий Сергей Владимир Николай Михаил Андрей Алексей Евгений Юрий Пётр Павел Виктор Игорь Олег Анатолий Василий "
    "Максим Антон Илья Константин Геннадий Вячеслав Руслан Тимур Артём Фёдор Георгий Леонид Аркадий",
}
WOMEN = {
    "uz": "Гулнора Дилноза Нигора Мадина Зулфия Севара Наргиза Феруза Шаҳноза Умида Азиза Ҳилола Маҳлиё Барно Ойша Раъно",
    "tg": "Мавлуда Зарина Фарзона Манижа Шаҳло Ҷамила Нигина Мадина Озода Рухшона Гулчеҳра Сабоҳат Тахмина Дилбар",
    "ky": "Нургүл Айнура Жылдыз Гүлмира Асел Бермет Чынара Жамиля Айгүл Динара Мээрим Бактыгүл Назгүл Роза",
    "kk": "Айгүл Гүлнәр Әсел Динара Сәуле Жанар Қарлығаш Мәдина Ақмарал Айжан Ботагөз Жібек Мөлдір Назым",
    "tk": "Огулҗан Гүлшат Мая Айна Җемал Огулнар Бахар Майса Сельби Нартәч Гөзел Энеджан",
    "ru": "Елена Ольга Наталья Татьяна Светлана Ирина Мария Екатерина Анна Юлия Людмила Галина Вера Надежда",
}
_RUSSIAN = {"Пётр": "Петров", "Илья": "Ильин", "Юрий": "Юрьев", "Андрей": "Андреев", "Сергей": "Сергеев", "Алексей": "Алексеев",
            "Дмитрий": "Дмитриев", "Василий": "Васильев", "Геннадий": "Геннадьев", "Игорь": "Игорев", "Николай": "Николаев",
            "Анатолий": "Анатольев", "Евгений": "Евгеньев", "Георгий": "Георгиев", "Аркадий": "Аркадьев", "Павел": "Павлов"}  # fmt: skip
_TO_RUSSIAN = {
    "ў": "у", "қ": "к", "ғ": "г", "ҳ": "х", "ҷ": "дж", "ӣ": "и", "ӯ": "у", "ң": "н", "ө": "о", "ү": "у", "ә": "а", "і": "и",
    "җ": "дж", "ұ": "у", "ъ": "",
}  # fmt: skip
_LATIN = {
    "uz": {"ў": "o‘", "қ": "q", "ғ": "g‘", "ҳ": "h", "х": "x", "ж": "j", "ч": "ch", "ш": "sh", "ё": "yo", "ю": "yu", "я": "ya",
           "ц": "ts", "й": "y", "ы": "i", "э": "e", "ъ": "’", "ь": ""},
    "tk": {"җ": "j", "ж": "ž", "х": "h", "ч": "ç", "ш": "ş", "в": "w", "ы": "y", "й": "ý", "ө": "ö", "ү": "ü", "ә": "ä", "ң": "ň",
           "ю": "ýu", "я": "ýa", "ё": "ýo", "ц": "ts", "э": "e", "ь": "", "ъ": "", "с": "s"},
    "kk": {"ә": "á", "ғ": "ǵ", "қ": "q", "ң": "ń", "ө": "ó", "ұ": "u", "ү": "ú", "і": "i", "ы": "y", "й": "ı", "у": "ý", "ж": "j",
           "х": "h", "ч": "ch", "ш": "sh", "ю": "iý", "я": "ia", "ё": "io", "ц": "ts", "э": "e", "ь": "", "ъ": ""},
    "kk2": {"ә": "ä", "ғ": "ğ", "қ": "q", "ң": "ŋ", "ө": "ö", "ұ": "ū", "ү": "ü", "і": "ı", "ы": "y", "й": "i", "у": "u", "ж": "j",
            "х": "h", "ч": "ch", "ш": "ş", "ю": "iu", "я": "ia", "ё": "io", "ц": "ts", "э": "e", "ь": "", "ъ": ""},
    "tg": {"ҷ": "j", "ҳ": "h", "қ": "q", "ғ": "gh", "ӣ": "i", "ӯ": "u", "х": "kh", "ж": "zh", "ч": "ch", "ш": "sh", "ё": "yo",
           "ю": "yu", "я": "ya", "й": "y", "э": "e", "ъ": "", "ь": "", "ы": "y", "ц": "ts"},
    "ky": {"ң": "ng", "ө": "o", "ү": "u", "ж": "j", "х": "kh", "ч": "ch", "ш": "sh", "ы": "y", "й": "y", "ё": "yo", "ю": "yu",
           "я": "ya", "э": "e", "ц": "ts", "ъ": "", "ь": ""},
}  # fmt: skip
_PLAIN = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True))
_ICAO = {**_PLAIN, "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e",
         "ю": "iu", "я": "ia", "й": "i", "ё": "e"}  # fmt: skip
_BGN = {**_ICAO, "ю": "yu", "я": "ya", "й": "y", "ё": "yo", "ъ": ""}
_FRENCH = {**_BGN, "ж": "j", "у": "ou", "ч": "tch", "ш": "ch", "дж": "dj"}
_ARABIC = {
    "а": "ا", "б": "ب", "в": "و", "г": "گ", "ғ": "غ", "д": "د", "е": "ی", "ё": "یا", "ж": "ج", "җ": "ج", "ҷ": "ج", "з": "ز", "и": "ی",
    "ӣ": "ی", "й": "ی", "к": "ک", "қ": "ق", "л": "ل", "м": "م", "н": "ن", "ң": "نگ", "о": "ا", "ө": "و", "п": "پ", "р": "ر", "с": "س",
    "т": "ت", "у": "و", "ў": "و", "ӯ": "و", "ү": "و", "ұ": "و", "ф": "ف", "х": "خ", "ҳ": "ح", "ч": "چ", "ш": "ش", "э": "ا", "ю": "یو",
    "я": "یا", "ы": "ی", "і": "ی", "ә": "ا", "ц": "س", "ъ": "ع", "ь": "",
}  # fmt: skip
ARAB = tuple(
    tuple(line.split())
    for line in """محمد Muhammad Mohammed Mohamed Muhammed
أحمد Ahmad Ahmed
علي Ali Aly
حسن Hassan Hasan
حسين Hussein Husayn Hussain Husain
عمر Omar Umar
عثمان Othman Uthman Osman
خالد Khalid Khaled
سعيد Said Saeed Sa'id
سعد Saad Sa'd
إبراهيم Ibrahim Ebrahim
إسماعيل Ismail Isma'il
يوسف Yusuf Youssef Yousef
يعقوب Yaqub Yacoub
موسى Musa Moussa
عيسى Issa Isa Eissa
سليمان Suleiman Sulayman Sulaiman
داود Dawud Daoud Dawood
محمود Mahmoud Mahmud
مصطفى Mustafa Moustafa Mostafa
عبدالله Abdullah Abdallah
عبدالرحمن Abdulrahman Abd-al-Rahman Abdelrahman Abderrahmane
عبدالعزيز Abdulaziz Abd-al-Aziz Abdelaziz
عبدالكريم Abdulkarim Abdel-Karim
عبدالحميد Abdulhamid Abdelhamid
عبدالقادر Abdulqadir Abdelkader Abdul-Qader
صالح Saleh Salih
صلاح Salah
طارق Tariq Tarek
زياد Ziad Ziyad
فهد Fahd Fahad
فيصل Faisal Faysal
ناصر Nasser Nasir
نبيل Nabil
جمال Jamal Gamal
جابر Jaber Jabir
هشام Hisham Hicham
هاشم Hashim Hashem
رشيد Rashid Rachid
راشد Rashed Raashid
كريم Karim Kareem
كمال Kamal Kemal
بلال Bilal Belal
بشير Bashir Bachir
ماجد Majid Majed
منصور Mansour Mansur
مروان Marwan Marouane
وليد Walid Waleed
ياسر Yasser Yasir
ياسين Yasin Yassine
عادل Adel Adil
عامر Amer Amir
أمير Ameer Amir
أنور Anwar
أيمن Ayman Aiman
سامي Sami Samy
سالم Salem Salim
سليم Saleem Selim
شريف Sharif Sherif
قاسم Qasim Kassem Qassem
نعيم Naim Naeem
حامد Hamed Hamid
حميد Hameed Hamid
حمزة Hamza Hamzah
جعفر Jaafar Ja'far Jafar
عباس Abbas
غازي Ghazi
فاروق Farouk Faruq
فؤاد Fouad Fuad
لطفي Lutfi Lotfi
المصري al-Masri el-Masry
الحسيني al-Husseini al-Husayni
البغدادي al-Baghdadi
التميمي al-Tamimi
الشمري al-Shammari al-Shamari
العتيبي al-Otaibi al-Utaybi
القحطاني al-Qahtani al-Kahtani
الزهراني al-Zahrani
الجبوري al-Jubouri al-Juburi
الدليمي al-Dulaimi al-Dulaymi
العراقي al-Iraqi
الليبي al-Libi al-Liby
التونسي al-Tunisi
السوري al-Suri al-Souri
اليمني al-Yamani
الكردي al-Kurdi
الهاشمي al-Hashimi al-Hashemi
النجار al-Najjar Najjar
الخطيب al-Khatib al-Khateeb
حداد Haddad
خليل Khalil Khaleel
خليفة Khalifa Khalifah
زيدان Zidan Zaidan
شاهين Shahin Shaheen
عوض Awad Awadh
غانم Ghanem Ghanim
مبارك Mubarak Mobarak
نصار Nassar
هلال Hilal Helal""".splitlines()
)
ERAS = ("soviet", "plain", "national", "new")
CHANNELS = ("native", "russian", "latin", "icao", "bgn", "french", "machine", "arabic")


@dataclass(frozen=True)
class Person:
    """An invented person: country, sex, given name, father's given name, root of the family name, day of birth."""

    country: str
    woman: bool
    given: str
    father: str
    family: str
    birth: BirthDate


def birth(rng: random.Random, first: int = 1945, last: int = 2005) -> BirthDate:
    """Return a day of birth; every eighth is a first of January."""
    if rng.random() < 0.12:
        return BirthDate(year=rng.randint(first, last), month=1, day=1)
    return BirthDate(year=rng.randint(first, last), month=rng.randint(1, 12), day=rng.randint(1, 28))


def person(rng: random.Random, countries: str = "uz tg ky kk tk ru ar") -> Person:
    """Return an invented person."""
    country = rng.choice(countries.split())
    if country == "ar":
        given, father, family = (str(k) for k in rng.sample(range(len(ARAB)), 3))
        return Person(country, False, given, father, family, birth(rng))
    men = MEN[country].split()
    woman = rng.random() < 0.3
    given = rng.choice(WOMEN[country].split() if woman else men)
    return Person(country, woman, given, rng.choice(men), rng.choice(men), birth(rng))


def written(one: Person, rng: random.Random, *, era: str = "", channel: str = "", slips: float = 0.15) -> str:
    """Return a person's name as an era builds and a channel writes it."""
    if one.country == "ar":
        return _arab(one, rng, channel, slips)
    era = era or rng.choice(ERAS)
    channel = channel or rng.choices(CHANNELS, (3, 4, 3, 3, 3, 1, 2, 1))[0]
    words = _built(one, era, rng)
    told = [_channelled(word, one.country, channel, rng) for word in words]
    if rng.random() < 0.25:
        told = told[1:] + told[:1] if len(told) < 3 or words[-1] not in _LINKS else told
    if channel == "machine":
        family, *rest = (word.upper().replace("‘", "").replace("’", "") for word in told)
        return _slipped(f"{family}<<{'<'.join(rest)}", rng, slips) if rest else family
    text = " ".join(told)
    if rng.random() < 0.3:
        text = text.upper()
    return _slipped(text, rng, slips)


_LINKS = {"уулу", "кызы", "ўғли", "қизи", "ұлы", "қызы", "оглы", "гызы", "теги", "угли"}


def _built(one: Person, era: str, rng: random.Random) -> list[str]:
    """Return the words of a name, family name first."""
    a = "а" if one.woman else ""
    ov = _ov(one.family) + a
    if one.country == "ru":
        stem = _RUSSIAN.get(one.family, one.family + "ов") + a
        patronym = _RUSSIAN.get(one.father, one.father + "ов") + ("на" if one.woman else "ич")
        return (
            [stem, one.given] if rng.random() < 0.3 else [stem, one.given, patronym.replace("ьинич", "ьич")]
        )
    patronym = _ov(one.father) + ("на" if one.woman else "ич")
    if era == "soviet":
        return [ov, one.given, patronym]
    if era == "plain":
        return [ov, one.given]
    son = {"uz": ("ўғли", "қизи"), "ky": ("уулу", "кызы"), "kk": ("ұлы", "қызы"), "tk": ("оглы", "гызы")}
    if one.country == "tg":
        if era == "national":
            return [one.family + "зода", one.given, *([one.father] if rng.random() < 0.4 else [])]
        return [one.family, one.given, *([one.father + "зода"] if rng.random() < 0.3 else [])]
    link = son[one.country][one.woman]
    if one.country == "ky":
        if era == "new":
            kin = rng.choice(([one.family, "теги"], [one.family + "теги"], [one.family]))
            return [
                *kin,
                one.given,
                *rng.choice(([], [one.father, link], [one.father + _genitive(one.father)])),
            ]
        return (
            [one.family, one.given, one.father, link]
            if rng.random() < 0.5
            else [ov, one.given, one.father, link]
        )
    if one.country == "kk":
        family = one.family if era == "new" else ov
        return [family, one.given, *([one.father + link] if rng.random() < 0.7 else [])]
    if one.country == "uz" and era == "new":
        return [
            ov,
            one.given + ("хон" if rng.random() < 0.2 else "жон" if rng.random() < 0.15 else ""),
            one.father,
            link,
        ]
    return [ov, one.given, one.father, link]


def _genitive(name: str) -> str:
    """Return the ending of the Kyrgyz genitive, in the spelling that most take: Канат-тын, Садыр-дын, Мамбеталы-нын."""
    if name[-1] in "аеёиоөуүыэюя":
        return "нын"
    return "тын" if name[-1] in "бгкпстфхцчшщ" else "дын"


def _ov(root: str) -> str:
    if root[-1] in "аяӣеэиы":
        return root.rstrip("ӣ") + ("ев" if root[-1] in "аяеиы" else "иев")
    if root[-1] in "йь":
        return root[:-1] + "ев"
    return root.rstrip("ъ") + ("ев" if root[-1] in "жчшҷҗ" else "ов")


def _channelled(word: str, country: str, channel: str, rng: random.Random) -> str:
    lower = word.casefold()
    if channel == "native":
        return word
    if channel == "arabic":
        return _arabic(lower, rng)
    if channel in ("latin", "machine"):
        letters = {**_PLAIN, **_LATIN["kk2" if country == "kk" and rng.random() < 0.5 else country]} \
            if country in _LATIN else _BGN  # fmt: skip
        if country == "uz" and lower[0] == "е":
            lower = "й" + lower
    else:
        lower = _russian(lower, country, rng)
        if channel == "russian":
            return lower.capitalize()
        letters = {"icao": _ICAO, "bgn": _BGN, "french": _FRENCH}[channel]
        if channel in ("bgn", "french") and lower[0] == "е":
            lower = "й" + lower
        if channel == "french":
            lower = lower.replace("дж", "dj")
    text = "".join(letters.get(letter, letter) for letter in lower)
    if channel == "machine":
        text = text.translate(str.maketrans("äáçğǵıńňŋóöşúüūýž", "aacggınnnoosuuuyz")).replace("ı", "i")
    elif channel in ("bgn", "latin") and rng.random() < 0.2:
        for one, other in rng.sample([("kh", "h"), ("zh", "j"), ("dzh", "j"), ("iy", "y"), ("q", "k"), ("x", "h"), ("ks", "x"),
                                      ("yo", "io"), ("ov", "off"), ("u", "oo"), ("i", "ee")], 2):  # fmt: skip
            text = text.replace(one, other)
    return text[:1].upper() + text[1:]


def _russian(lower: str, country: str, rng: random.Random) -> str:
    """Return a word as Russian offices write it."""
    if country in ("uz", "ky") and rng.random() < 0.6:
        lower = lower.replace("ж", "дж")
    if country in ("uz", "tg"):
        if rng.random() < 0.4:
            lower = lower.replace("о", "а", 1) if rng.random() < 0.5 else lower
        lower = lower.replace("ў", rng.choice("оу"))
        if lower[0] == "ё" and rng.random() < 0.5:
            lower = "я" + lower[1:]
    if country == "tk" and rng.random() < 0.5:
        lower = lower.replace("мырат", "мурад").replace("гурбан", "курбан").replace("гулы", "кули")
    if rng.random() < 0.5:
        lower = lower.replace("ээ", "е").replace("оо", "о").replace("өө", "о")
    if country == "kk" and rng.random() < 0.3:
        lower = lower.replace("ә", "я")
    return "".join(_TO_RUSSIAN.get(letter, letter) for letter in lower)


def _arabic(lower: str, rng: random.Random) -> str:
    """Return a word in Arabic script: long vowels as written, short ones now and then, the first always."""
    heard = []
    for at, letter in enumerate(lower):
        mark = _ARABIC.get(letter, letter)
        if letter in "аеэиыіә" and 0 < at < len(lower) - 1 and rng.random() < 0.5:
            continue
        heard.append(
            "ای" if at == 0 and letter in "иыіе" else "او" if at == 0 and letter in "уўүұөӯ" else mark
        )
    return "".join(heard)


def _arab(one: Person, rng: random.Random, channel: str, slips: float) -> str:
    arabic = channel == "arabic" or (not channel and rng.random() < 0.35)
    words = [ARAB[int(each)] for each in (one.given, one.father, one.family)]
    told = [word[0] if arabic else rng.choice(word[1:]) for word in words]
    if rng.random() < 0.25:
        told = [told[0], told[2]]
    elif rng.random() < 0.2:
        told.insert(1, "بن" if arabic else rng.choice(("bin", "ibn", "ben")))
    if channel == "russian":
        return " ".join(_cyrillic(word) for word in told)
    text = " ".join(told)
    if not arabic and rng.random() < 0.2:
        text = text.replace("-", " ")
    return text if arabic else _slipped(text, rng, slips)


def _cyrillic(word: str) -> str:
    """Return an Arab name in Russian letters, as news agencies write it."""
    text = word.casefold()
    for one, other in (("al-", "аль-"), ("el-", "эль-"), ("kh", "х"), ("sh", "ш"), ("gh", "г"), ("th", "с"), ("ou", "у"), ("oo", "у"),
                       ("ee", "и"), ("ya", "я"), ("yu", "ю"), ("yo", "ё"), ("j", "дж"), ("q", "к"), ("w", "в"), ("h", "х"),
                       ("'", ""), ("y", "и"), ("c", "к"), ("e", "е")):  # fmt: skip
        text = text.replace(one, other)
    return "".join(
        dict(zip("abvgdziklmnoprstuf", "абвгдзиклмнопрстуф", strict=True)).get(each, each) for each in text
    ).title()


def _slipped(text: str, rng: random.Random, rate: float) -> str:
    """Return a text with a slip of the hand, as often as `rate`."""
    if rng.random() >= rate or len(text) < 6:
        return text
    at = rng.randrange(1, len(text) - 1)
    if not text[at].isalpha() or not text[at - 1].isalpha():
        return text
    kind = rng.randrange(4)
    letter = rng.choice("аеиоурнтслк" if "а" <= text[at].casefold() <= "я" else "aeiournstlk")
    letter = letter.upper() if text[at].isupper() else letter
    if kind == 0:
        return text[:at] + letter + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]


def blurred(born: BirthDate, rng: random.Random) -> BirthDate:
    """Return a day of birth as another register may have it."""
    kind = rng.random()
    if kind < 0.68:
        return born
    if kind < 0.75:
        return BirthDate(year=born.year, month=born.day, day=born.month) if born.day <= 12 else born
    if kind < 0.82:
        return BirthDate(year=born.year)
    if kind < 0.87:
        return BirthDate(year=born.year, month=1, day=1)
    if kind < 0.91:
        return replace(born, year=born.year + rng.choice((-1, 1)))
    if kind < 0.95:
        return replace(born, day=rng.randint(1, 28))
    if kind < 0.97:
        return replace(born, year=born.year + rng.choice((-10, 10, 3, -2)))
    return BirthDate(year=born.year, month=rng.randint(1, 12), day=rng.randint(1, 28))


def stranger(one: Person, rng: random.Random) -> Person:
    """Return someone else who is easily mistaken for a person: kin, namesake in part, or anybody."""
    kind = rng.random()
    other = person(rng, one.country)
    if kind < 0.14 and not one.woman and one.country != "ar":  # father or son
        return replace(other, woman=False, given=one.father, father=other.given if not other.woman else other.father,
                       family=one.family)  # fmt: skip
    if kind < 0.14 and one.country == "ar":
        return replace(other, given=one.father, father=other.given, family=one.family)
    if kind < 0.19 and not one.woman and one.country != "ar":  # son named after his grandfather
        return replace(other, woman=False, given=one.father, father=one.given, family=one.family)
    if kind < 0.34:  # brother or sister
        return replace(other, father=one.father, family=one.family)
    if kind < 0.48:
        return replace(other, family=one.family)
    if kind < 0.62:
        return replace(other, given=one.given, woman=one.woman)
    if kind < 0.70:
        return replace(other, given=one.given, woman=one.woman, father=one.father)
    if kind < 0.76 and one.country != "ar":
        return replace(other, given=one.given, woman=one.woman, family=one.family)
    if kind < 0.80 and not one.woman:
        return replace(other, given=one.family, family=one.given, woman=False)
    return other


def entry(text: str, born: BirthDate | None = None, identifier: str = "") -> ListEntry:
    """Return a person with one name as lists and queries hold it."""
    return ListEntry(id=identifier, names=(ListedName(text=text),), births=(born,) if born else ())


def pair(
    rng: random.Random,
    *,
    same: bool,
    dated: bool,
    countries: str = "uz tg ky kk tk ru ar",
    channels: tuple[str, str] = ("", ""),
    same_year: float = 0.15,
) -> tuple[ListEntry, ListEntry]:
    """Return two writings of one person, or of two who are easily mistaken for each other.

    Args:
        rng: whence chance comes.
        same: one person, or two.
        dated: with dates of birth.
        countries: whose names.
        channels: how each is written; blank: anyhow.
        same_year: how many of two are born in one year.
    """
    one = person(rng, countries)
    other = one if same else stranger(one, rng)
    while (
        not same
        and (other.given, other.family) == (one.given, one.family)
        and (other.father == one.father or not dated)
    ):
        other = stranger(one, rng)
    texts = written(one, rng, channel=channels[0]), written(other, rng, channel=channels[1])
    if not dated:
        return entry(texts[0]), entry(texts[1])
    born = blurred(one.birth, rng) if same else other.birth
    if not same and rng.random() < same_year:
        born = replace(born, year=one.birth.year)
    return entry(texts[0], one.birth), entry(texts[1], born)
